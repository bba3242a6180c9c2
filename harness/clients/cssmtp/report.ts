/**
 * The "Undeliverable mail" report that CSSMTP leaves for a message that no
 * target server took. IBM's documents name it and say when it is written; no
 * recorded report was at hand, so that the lines below its title are ours. A
 * reply stands in it only when a server refused: without one the failure was
 * local.
 */
import type { StepOutcome } from '../../model.js'
import type { SpooledMail } from './spool.js'

export interface Delivery {
  /** addresses that were tried, in order */
  readonly tried: readonly string[]
  readonly port: number
  readonly mail: SpooledMail | null
  /** errors in the spool file */
  readonly syntax: readonly string[]
}

const reason = ({ code, why }: StepOutcome): string =>
  code === undefined
    ? `  failed at this host: ${why ?? ''}`
    : `  refused by the target server: ${why ?? String(code)}`

export const undeliverable = (
  steps: readonly StepOutcome[],
  { tried, port, mail, syntax }: Delivery,
): string[] => {
  const failed = steps.find(s => !s.ok && s.step !== 'quit')
  if (failed === undefined) return []
  return [
    'Undeliverable mail',
    ...(mail === null
      ? []
      : [
          `  MAIL FROM:<${mail.from}>`,
          ...mail.to.map(to => `  RCPT TO:<${to}>`),
        ]),
    ...tried.map(ip => `  target server ${ip} port ${port}`),
    ...syntax.map(error => `  spool file, ${error}`),
    reason(failed),
  ]
}
