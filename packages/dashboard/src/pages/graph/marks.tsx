import { Link } from '@tanstack/react-router';
import { useClassNames } from '../../i18n/classes.ts';
import type { Point } from './layout.ts';
import type { Node, Relation } from './shown.ts';

const longestName = 26;

type NodeProps = {
  node: Node;
  at: Point;
  centre: boolean;
  /** Whether Tab stops here: it does at one node of the picture. */
  stop: boolean;
  /** Whether its class is told under its name. */
  detailed: boolean;
  onLook(id: string | null): void;
};

/** A node: a link that puts it in the middle. Its shape tells what it is, its second line which class. */
export function NodeMark({ node, at, centre, stop, detailed, onLook }: NodeProps) {
  const { kindOf } = useClassNames();
  const { id, name, type } = node;
  const kind = kindOf(node);
  return (
    <Link
      to="/graph"
      search={(old) => ({ ...old, id })}
      id={`node-${id}`}
      className={`node node-${type}${centre ? ' node-centre' : ''}`}
      aria-current={centre || undefined}
      tabIndex={stop ? 0 : -1}
      draggable={false}
      onMouseEnter={() => onLook(id)}
      onMouseLeave={() => onLook(null)}
      onFocus={() => onLook(id)}
      onBlur={() => onLook(null)}
    >
      <title>{`${name} (${kind})`}</title>
      <g transform={`translate(${at.x} ${at.y})`}>
        <rect x={-42} y={-22} width={84} height={72} className="reach" />
        <Shape type={type} scale={centre ? 1.35 : 1} />
        <text y={centre ? 38 : 31} className="node-name">
          {name.length > longestName ? `${name.slice(0, longestName - 1).trimEnd()}…` : name}
        </text>
        {detailed && (
          <text y={centre ? 52 : 45} className="node-kind">
            {kind}
          </text>
        )}
      </g>
    </Link>
  );
}

function Shape({ type, scale }: { type: Node['type']; scale: number }) {
  const size = `scale(${scale})`;
  if (type === 'entity') return <circle r={14} className="shape" transform={size} />;
  if (type === 'memory')
    return <rect x={-17} y={-12} width={34} height={24} rx={7} className="shape" transform={size} />;
  return <path d="M-12 -15H5L12 -8V15H-12Z" className="shape" transform={size} />;
}

type EdgeProps = {
  relation: Relation;
  from: Point;
  to: Point;
  /** How far its middle is bent aside, so that several edges of the same two nodes are told apart. */
  bend: number;
  label: string | null;
  strong: boolean;
};

/** An edge, drawn from the rim of one node to that of the other. */
export function EdgeMark({ relation, from, to, bend, label, strong }: EdgeProps) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const start = { x: from.x + along.x * 22, y: from.y + along.y * 22 };
  const end = { x: to.x - along.x * 25, y: to.y - along.y * 25 };
  const middle = { x: (start.x + end.x) / 2 - along.y * bend, y: (start.y + end.y) / 2 + along.x * bend };
  const rim = `M${start.x} ${start.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}`;
  // The curve passes half-way between its control point and the straight line.
  const top = { x: middle.x / 2 + (start.x + end.x) / 4, y: middle.y / 2 + (start.y + end.y) / 4 };
  return (
    <g className={`edge${strong ? ' edge-strong' : ''}${relation.derived ? ' edge-derived' : ''}`}>
      <path d={rim} markerEnd={strong ? 'url(#arrow-strong)' : 'url(#arrow)'} />
      {label !== null && (
        <text x={top.x} y={top.y - 4}>
          {label}
        </text>
      )}
    </g>
  );
}

/** The heads of arrows, once a picture. */
export function Arrows() {
  return (
    <defs>
      {(['arrow', 'arrow-strong'] as const).map((id) => (
        <marker
          key={id}
          id={id}
          viewBox="0 0 8 8"
          refX={7}
          refY={4}
          markerWidth={7}
          markerHeight={7}
          orient="auto"
        >
          <path d="M0 0L8 4L0 8Z" className={id} />
        </marker>
      ))}
    </defs>
  );
}
