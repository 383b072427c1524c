import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCallback, useRef, useState } from 'react';

type Props = { minWidth: number; label: string; className?: string; children: ReactNode };

/**
 * A table that scrolls sideways where the screen is too narrow for it. An edge with a shadow says that
 * there is more on that side: phones show no scroll bar until one scrolls.
 */
export function WideTable({ minWidth, label, className = '', children }: Props) {
  const { edges, measure, watch } = useEdges();
  return (
    <Table.ScrollContainer
      ref={watch}
      onScroll={measure}
      className={`wide-table ${className}`}
      data-more-before={edges.before || undefined}
      data-more-after={edges.after || undefined}
      minWidth={minWidth}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      {children}
    </Table.ScrollContainer>
  );
}

/** On which sides of an element there is more than it shows, measured anew when it or its content changes size. */
function useEdges() {
  const [edges, setEdges] = useState({ before: false, after: false });
  const shown = useRef<HTMLElement | null>(null);
  const measure = useCallback(() => {
    if (!shown.current) return;
    const { scrollLeft, scrollWidth, clientWidth } = shown.current;
    const before = scrollLeft > 1;
    const after = scrollLeft + clientWidth < scrollWidth - 1; // zoomed screens scroll by parts of a pixel
    setEdges((old) => (old.before === before && old.after === after ? old : { before, after }));
  }, []);
  const watch = useCallback(
    (element: HTMLDivElement | null) => {
      shown.current = element;
      if (!element) return;
      const observer = new ResizeObserver(measure);
      for (const each of [element, ...element.children]) observer.observe(each);
      return () => observer.disconnect();
    },
    [measure],
  );
  return { edges, measure, watch };
}
