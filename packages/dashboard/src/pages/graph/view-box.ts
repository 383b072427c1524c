import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Point } from './layout.ts';

type View = { x: number; y: number; scale: number };

const margin = { x: 95, y: 60 };
const widest = 2.5;
const step = 1.3;

/** What part of a picture is seen: moved by dragging it, zoomed by buttons, or by the wheel with Ctrl held. */
export function useViewBox(points: ReadonlyMap<string, Point>, centre: string) {
  const { ref: frame, width, height } = useElementSize<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const extent = extentOf(points);
  const fit = Math.min(width / extent.width, height / extent.height) || 1;
  const [view, setView] = useState<View | null>(null);
  const drag = useRef<{ from: Point; view: View } | null>(null);
  // Another middle is another picture.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => setView(null), [centre]);
  // As large as it fits, but never too small to read: then as much is shown as leaves the middle in view, and the
  // rest by dragging.
  const readable = Math.min(1.15, Math.max(0.85, fit));
  const whole: View = { x: extent.x, y: extent.y, scale: Math.min(1.15, fit) };
  const near = (place: number, size: number, edge: number) => {
    const most = Math.max(0, size / readable / 2 - edge);
    return Math.min(most, Math.max(-most, place));
  };
  const part: View = {
    x: near(extent.x, width, margin.x),
    y: near(extent.y, height, margin.y),
    scale: readable,
  };
  const initial = readable === whole.scale ? whole : part;
  const seen = view ?? initial;
  const zoom = (factor: number) => {
    const scale = Math.min(widest, Math.max(Math.min(0.3, fit), seen.scale * factor));
    setView({ ...seen, scale });
  };
  useWheel(svg, (up) => zoom(up ? step : 1 / step));
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('a'))) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { from: { x: event.clientX, y: event.clientY }, view: seen };
  };
  const onPointerMove = ({ clientX, clientY }: PointerEvent) => {
    if (!drag.current) return;
    const { from, view: start } = drag.current;
    const x = start.x - (clientX - from.x) / start.scale;
    setView({ ...start, x, y: start.y - (clientY - from.y) / start.scale });
  };
  const stop = () => {
    drag.current = null;
  };
  const w = width / seen.scale || 1;
  const h = height / seen.scale || 1;
  return {
    frame,
    svg: {
      ref: svg,
      viewBox: `${seen.x - w / 2} ${seen.y - h / 2} ${w} ${h}`,
      onPointerDown,
      onPointerMove,
      onPointerUp: stop,
      onPointerCancel: stop,
    },
    zoomIn: () => zoom(step),
    zoomOut: () => zoom(1 / step),
    zoomFit: () => setView(whole),
    /** Moves the picture when a point lies outside of it. */
    bringIntoView: ({ x, y }: Point) => {
      if (Math.abs(x - seen.x) > w / 2 - 40 || Math.abs(y - seen.y) > h / 2 - 40) setView({ ...seen, x, y });
    },
  };
}

/** The middle and the extent of all points, with room for their names. */
function extentOf(points: ReadonlyMap<string, Point>) {
  const xs = [...points.values()].map(({ x }) => x);
  const ys = [...points.values()].map(({ y }) => y);
  const [left, right] = [Math.min(0, ...xs) - margin.x, Math.max(0, ...xs) + margin.x];
  const [top, bottom] = [Math.min(0, ...ys) - margin.y, Math.max(0, ...ys) + margin.y];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

/** React listens to the wheel passively: the page would be zoomed, too. */
function useWheel(ref: { current: SVGSVGElement | null }, onTurn: (up: boolean) => void): void {
  const turn = useRef(onTurn);
  turn.current = onTurn;
  useEffect(() => {
    const svg = ref.current;
    const listen = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      turn.current(event.deltaY < 0);
    };
    svg?.addEventListener('wheel', listen, { passive: false });
    return () => svg?.removeEventListener('wheel', listen);
  }, [ref]);
}
