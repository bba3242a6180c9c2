/**
 * What becomes of a session in which a step fails, where the program is a
 * script around a library: this product's real drivers are such scripts.
 */
import type { Traits } from '../engine/traits.js'

const remarks: ReadonlySet<string> = new Set(['command', 'prot', 'pbsz', 'ccc'])

/** Ends at the first error without QUIT; what is only refused is no error. */
export const endsAtFirstError: NonNullable<Traits['afterFailure']> = step =>
  remarks.has(step) ? 'go-on' : 'end'
