import { Button, Code, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import { useI18n } from '../../i18n/index.tsx';
import { showNotice } from '../../parts.tsx';

/** A text to be copied; where the browser forbids that, as it does without https, it is selected instead. */
export function Snippet({ text, label }: { text: string; label: string }) {
  const { say } = useI18n();
  const block = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      if (block.current) window.getSelection()?.selectAllChildren(block.current);
      showNotice(say, say('connectCopyFailed'));
    }
  };
  return (
    <Group gap="xs" align="start" className="snippet">
      <Code block className="secret" ref={block}>
        {text}
      </Code>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={copied ? say('copied') : say('connectCopyOf', { what: label })}
        onClick={() => void copy()}
      >
        {copied ? say('copied') : say('copy')}
      </Button>
    </Group>
  );
}
