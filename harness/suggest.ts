/** "Did you mean": the nearest known names to a mistyped one. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}

/** Up to three, best first; empty when nothing is near. */
export const nearest = (name: string, known: Iterable<string>): string[] =>
  [...known]
    .map(k => ({ k, d: distance(name.toLowerCase(), k.toLowerCase()) }))
    .filter(
      ({ k, d }) =>
        d <= Math.max(2, Math.floor(k.length / 3)) ||
        (name.length > 2 && k.toLowerCase().includes(name.toLowerCase())),
    )
    .sort((a, b) => a.d - b.d)
    .slice(0, 3)
    .map(({ k }) => k)

/** The hint for an unknown name: near ones, or where to see them all. */
export const didYouMean = (
  name: string,
  known: Iterable<string>,
  where: string,
): string => {
  const near = nearest(name, known)
  return near.length > 0
    ? `did you mean ${near.join(' or ')}? ${where} shows all`
    : `${where} shows all`
}
