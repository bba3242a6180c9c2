import { defineRule } from '../define.js'
import { seen, seenByBoth } from '../rules/ends.js'

const passive = /\d+,\d+,\d+,\d+,\d+,\d+/

export default defineRule({
  id: 'alg-rewrites-address',
  phase: 'passive',
  severity: 'note',
  title: 'Something between rewrites the addresses in the clear dialogue',
  explanation:
    'The address in 227 or PORT is another one at the client than at the server. An ALG corrects what NAT would break. It works only as long as it can read the dialogue: under TLS the address stays wrong, so the server must announce its outer address, or the client must use EPSV or ignore the address.',
  references: ['RFC 2663 2.9', 'RFC 4217 10'],
  find: transcript =>
    seenByBoth(transcript).flatMap(({ role, client, server }) => {
      if (role !== 'control') return []
      const [got, sent] = [client, server].map(end =>
        seen(end, 'reply')
          .filter(e => e.body.code === 227 && e.body.clear)
          .map(e => ({ at: e.at, address: passive.exec(e.body.text)?.[0] })),
      )
      const index = (got ?? []).findIndex(
        (reply, i) =>
          sent?.[i] !== undefined && sent[i].address !== reply.address,
      )
      const [here, there] = [got?.[index], sent?.[index]]
      if (here === undefined || there === undefined) return []
      return [
        {
          statement: `Something between rewrote the address in 227 from ${there.address ?? '?'} to ${here.address ?? '?'}; under TLS it cannot.`,
          certainty: 'stated' as const,
          at: here.at,
          evidence: [
            {
              source: 'server-wire' as const,
              text: `227 with ${there.address ?? '?'}`,
            },
            {
              source: 'client-wire' as const,
              text: `227 with ${here.address ?? '?'}`,
            },
          ],
        },
      ]
    }),
})
