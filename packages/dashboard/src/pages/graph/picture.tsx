import './graph.css';
import { ActionIcon, Group, Text } from '@mantine/core';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useI18n } from '../../i18n/index.tsx';
import { layOut, nextInDirection, type Point } from './layout.ts';
import { Arrows, EdgeMark, NodeMark } from './marks.tsx';
import { usePredicateNames } from './schema.ts';
import type { Node, Relation } from './shown.ts';
import { useViewBox } from './view-box.ts';

/** More edges than this have no names; of a larger picture those count that one looks at. */
const namedEdges = 10;
/** More nodes than this are not told by class as well. */
const detailedNodes = 45;

const few = (relations: Relation[]) => relations.length <= namedEdges;
const touches = ({ from_id, to_id }: Relation, id: string) => from_id === id || to_id === id;

type Props = { centre: string; nodes: Node[]; relations: Relation[] };

/** The neighbourhood as a drawing. The table beside it holds the same for whoever does not see it. */
export function Picture({ centre, nodes, relations }: Props) {
  const { say } = useI18n();
  const label = usePredicateNames();
  const points = usePoints({ centre, nodes, relations });
  const box = useViewBox(points, centre);
  const [looked, setLooked] = useState<string | null>(null);
  const [stop, setStop] = useState(centre);
  const active = looked && points.has(looked) ? looked : centre;
  const near = relations.filter((relation) => touches(relation, active));
  const bends = useMemo(() => bendsOf(relations), [relations]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextInDirection(points, stop, event.key);
    const point = next && points.get(next);
    if (!point) return;
    event.preventDefault();
    box.bringIntoView(point);
    document.getElementById(`node-${next}`)?.focus({ preventScroll: true });
  };
  return (
    <figure className="graph">
      <div className="graph-frame" ref={box.frame}>
        <svg
          {...box.svg}
          className="graph-picture"
          aria-label={say('picture')}
          onKeyDown={onKeyDown}
          onFocus={({ target }) => setStop(target.id.replace('node-', ''))}
        >
          <Arrows />
          {relations.map((relation, index) => {
            const from = points.get(relation.from_id);
            const to = points.get(relation.to_id);
            const strong = touches(relation, active) && (looked !== null || few(near));
            if (!from || !to) return null;
            const named = few(relations) || (strong && few(near));
            const name = named ? label(relation.predicate) : null;
            const bend = bends[index] ?? 0;
            return <EdgeMark key={relation.id} {...{ relation, from, to, bend, strong }} label={name} />;
          })}
          {nodes.map((node) => (
            <NodeMark
              key={node.id}
              node={node}
              at={points.get(node.id) ?? { x: 0, y: 0 }}
              centre={node.id === centre}
              stop={node.id === (points.has(stop) ? stop : centre)}
              detailed={nodes.length <= detailedNodes}
              onLook={setLooked}
            />
          ))}
        </svg>
      </div>
      <Group justify="space-between" gap="xs" wrap="nowrap" mt="xs">
        <Text size="xs" c="dimmed" component="figcaption">
          {say('pictureHelp')}
        </Text>
        <ActionIcon.Group>
          <ActionIcon variant="default" aria-label={say('zoomOut')} onClick={box.zoomOut}>
            <IconMinus size={16} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label={say('zoomIn')} onClick={box.zoomIn}>
            <IconPlus size={16} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label={say('zoomFit')} onClick={box.zoomFit}>
            <IconArrowsMaximize size={16} />
          </ActionIcon>
        </ActionIcon.Group>
      </Group>
    </figure>
  );
}

/** The places of the nodes; whoever goes from node to node finds those seen before near where they were. */
function usePoints({ centre, nodes, relations }: Props): Map<string, Point> {
  const before = useRef<ReadonlyMap<string, Point>>(new Map());
  return useMemo(() => {
    const points = layOut(nodes, relations, { centre, before: before.current });
    before.current = points;
    return points;
  }, [centre, nodes, relations]);
}

/** How far each edge is bent, in its own direction: edges of the same two nodes lie beside one another. */
function bendsOf(relations: Relation[]): number[] {
  const pairOf = ({ from_id, to_id }: Relation) => [from_id, to_id].sort().join();
  const sizes = new Map<string, number>();
  const places = relations.map((relation) => {
    const place = sizes.get(pairOf(relation)) ?? 0;
    sizes.set(pairOf(relation), place + 1);
    return place;
  });
  return relations.map((relation, index) => {
    const aside = ((places[index] ?? 0) - ((sizes.get(pairOf(relation)) ?? 1) - 1) / 2) * 50;
    return relation.from_id < relation.to_id ? aside : -aside;
  });
}
