import { defineRule } from '../define.js'
import type { ControlConnection, Transcript } from '../model.js'
import {
  exchanges,
  finalReply,
  quoteReply,
  replyEvidence,
} from '../rules/look.js'

/** 227 names another address than the one that the client dialled. */
const announcedElsewhere = (
  { events }: Transcript,
  { ordinal }: ControlConnection,
  text: string,
): string | null => {
  const announced = /(\d+),(\d+),(\d+),(\d+),\d+,\d+/.exec(text)
  const address = announced?.slice(1).join('.')
  for (const { body, role, ordinal: n, from } of events)
    if (body.kind === 'open' && role === 'control' && n === ordinal)
      if (from.startsWith('client') && body.serverAddress !== undefined)
        return address === undefined || body.serverAddress === address
          ? null
          : `the client dialled ${body.serverAddress}, 227 names ${address}`
  return null
}

export default defineRule({
  id: 'pasv-address-wrong',
  phase: 'passive',
  severity: 'fault',
  title: 'The address in the reply to PASV cannot be reached by the client',
  explanation:
    'The server announces an address that the client cannot dial: a private one behind NAT, 0.0.0.0, or another host. Under TLS no firewall can rewrite it. EPSV carries no address and is not affected; many clients can be told to ignore the address.',
  references: [
    'RFC 959 4.1.2 PASV',
    'RFC 2428 3',
    'vsftpd.conf(5) pasv_address',
  ],
  supersedes: ['data-port-blocked', 'control-closed-by-server'],
  find: transcript =>
    transcript.controls.flatMap(control => {
      const failed = transcript.data.find(
        d =>
          d.control === control.ordinal &&
          d.openFailure !== null &&
          d.mode !== 'active',
      )
      const pasv = exchanges(control, 'PASV').findLast(
        e => failed !== undefined && e.at <= failed.at,
      )
      const reply = finalReply(pasv ?? null)
      if (failed === undefined || reply === null) return []
      const elsewhere = announcedElsewhere(transcript, control, reply.text)
      if (failed.openFailure?.code !== 'EPASVADDR' && elsewhere === null)
        return []
      return [
        {
          statement: `The server's passive address cannot be reached by the client (${quoteReply(reply)}).`,
          certainty: 'stated' as const,
          at: failed.at,
          evidence: [
            replyEvidence(reply),
            {
              source: 'client-wire' as const,
              text: failed.openFailure?.text ?? '',
            },
            ...(elsewhere === null
              ? []
              : [{ source: 'client-wire' as const, text: elsewhere }]),
          ],
          settledBy:
            'the same session in clear: where it works, something between corrects the address and cannot under TLS',
        },
      ]
    }),
})
