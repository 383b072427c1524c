import type { Output } from '@knowmind/sdk';
import { useI18n } from '../i18n/index.tsx';
import { usePredicateNames } from './graph/schema.ts';

type Reason = Output<'recall'>['items'][number]['why'][number];

/** How recall came to a hit, stage by stage; unfolds on a click. */
export function Why({ why }: { why: Reason[] }) {
  const { say } = useI18n();
  const tell = useReasons();
  if (why.length === 0) return null;
  return (
    <details className="why">
      <summary>{say('why')}</summary>
      <ul>
        {why.map((reason) => (
          <li key={reason.stage}>
            {tell(reason)}
            <Edges over={reason.over} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The way through the graph to a hit, edge by edge. */
function Edges({ over = [] }: Pick<Reason, 'over'>) {
  const label = usePredicateNames();
  if (over.length === 0) return null;
  return (
    <ul>
      {over.map(({ from_id, from, predicate, to_id, to }) => (
        <li key={`${from_id} ${predicate} ${to_id}`}>
          {from} <em>{label(predicate)}</em> {to}
        </li>
      ))}
    </ul>
  );
}

function useReasons() {
  const { say } = useI18n();
  return ({ stage, rank, terms = [] }: Reason): string => {
    if (stage === 'lexical') {
      if (terms.length === 0) return say('whyLexicalBare', { rank });
      return say('whyLexical', { rank, terms: terms.join(', ') });
    }
    if (stage === 'vector') return say('whyVector', { rank });
    if (stage === 'graph') return say('whyGraph', { rank });
    if (stage === 'identity') return say('whyIdentity', { rank });
    if (stage === 'rerank') return say('whyRerank', { rank });
    return say('whyOther', { stage, rank });
  };
}
