import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

type Props = Omit<TextInputProps, 'value' | 'onChange'> & {
  value: string;
  /** The text without spaces around it, a moment after the last letter. */
  onSettle(text: string): void;
};

/** A field whose text is kept elsewhere, such as in the address, and follows when it changes there. */
export function TypedInput({ value, onSettle, ...props }: Props) {
  const [typed, setTyped] = useState(value);
  const known = useRef(value);
  const settle = useDebouncedCallback((text: string) => {
    known.current = text;
    onSettle(text);
  }, 300);
  // What was typed since must not be undone by the answer to what was typed before.
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    setTyped(value);
  }, [value]);
  return (
    <TextInput
      {...props}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        settle(currentTarget.value.trim());
      }}
    />
  );
}
