/**
 * What a session did, read from its transcript: nobody planned it, so the
 * steps are what its commands came to. Pure.
 */
import { handshakeWorked } from '../rules/look.js'
import type {
  ControlConnection,
  Exchange,
  StepOutcome,
  Transcript,
} from '../model.js'

const names: Readonly<Record<string, StepOutcome['step']>> = {
  AUTH: 'auth',
  STARTTLS: 'starttls',
  EHLO: 'ehlo',
  PBSZ: 'pbsz',
  PROT: 'prot',
  CCC: 'ccc',
  LIST: 'list',
  NLST: 'list',
  MLSD: 'list',
  RETR: 'get',
  STOR: 'put',
  STOU: 'put',
  APPE: 'put',
  PASS: 'login',
  QUIT: 'quit',
}

/** commands that are steps only when they were refused */
const ofNote = new Set(['USER', 'PASV', 'EPSV', 'PORT', 'EPRT', 'REST', 'CWD'])

const finalReply = ({ replies }: Exchange) => replies.at(-1)

const stepOf = (exchange: Exchange): StepOutcome | null => {
  const { verb, argument, at } = exchange
  if (verb === null) return null
  const reply = finalReply(exchange)
  const ok =
    // a client need not wait for 221
    (reply === undefined && verb === 'QUIT') ||
    (reply !== undefined &&
      ((reply.code >= 200 && reply.code < 300) || reply.code === 334))
  // 331 to USER asks for the password, 350 to REST for the transfer
  const asked = reply !== undefined && reply.code >= 300 && reply.code < 400
  const step = names[verb]
  if (step === undefined && (ok || asked || !ofNote.has(verb))) return null
  return {
    step: step ?? 'command',
    label: argument === '' || verb === 'PASS' ? verb : `${verb} ${argument}`,
    ok,
    at,
    ms: Math.max(0, (reply?.at ?? at) - at),
    ...(reply === undefined ? {} : { code: reply.code }),
    ...(ok
      ? {}
      : {
          why:
            reply === undefined
              ? 'no reply was seen'
              : `${reply.code} ${reply.text.split('\n')[0] ?? ''}`,
        }),
    ...(exchange.data[0] === undefined ? {} : { data: exchange.data[0] }),
  }
}

const tlsStep = (control: ControlConnection): StepOutcome[] => {
  const { handshake } = control
  if (handshake === null) return []
  const ok = handshakeWorked(control)
  return [
    {
      step: 'control-tls',
      label: 'TLS handshake',
      ok,
      at: handshake.at,
      ms: 0,
      ...(ok
        ? {}
        : {
            why: `the handshake did not complete${handshake.alert === null ? '' : `: ${handshake.alert.sender} sent alert ${handshake.alert.name}`}`,
          }),
    },
  ]
}

export const stepsOf = (transcript: Transcript): StepOutcome[] =>
  transcript.controls
    .flatMap(control => [
      {
        step: 'connect' as const,
        label: 'connect',
        ok: control.opened,
        at: control.at,
        ms: 0,
        ...(control.openFailure === null
          ? {}
          : { why: control.openFailure.text }),
      },
      ...tlsStep(control),
      ...control.exchanges.flatMap(e => stepOf(e) ?? []),
    ])
    .sort((a, b) => a.at - b.at)
