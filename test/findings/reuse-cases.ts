/** Findings of sessions and certificates on data connections. */
import type { PeerFacts } from '../../harness/model.js'
import { Story, type Case, type HandshakeStory } from './story.js'

const story = (): Story => new Story()

const client = (product: string): { client: PeerFacts } => ({
  client: { profile: 'x', product, version: '1', options: {} },
})

const reuse = [522, 'SSL connection failed: session reuse required'] as const
const done = [226, 'Transfer complete.'] as const
const v12 = { version: 'TLSv1.2' } as const
/** seven days and a second */
const long = 604_801

/** A control session whose ticket is `t`, and one listing refused. */
const refused = (
  control: HandshakeStory,
  data: HandshakeStory,
  product = 'any',
): Story =>
  story()
    .context(client(product))
    .session(control)
    .transfer('LIST', { tls: data, end: reuse, closed: ['server', 'fin'] })

const mutual = (data: HandshakeStory, end: readonly [number, string]): Story =>
  story()
    .session({ ...v12, shows: ['mine'] })
    .transfer('LIST', { tls: { ...v12, ...data }, end })

const resumedTwice = (version: 'TLSv1.2' | 'TLSv1.3', second: boolean): Story =>
  story()
    .session({ version, tickets: [{ fingerprint: 't', lifetime: 7200 }] })
    .transfer('LIST', {
      tls: { version, offer: 't', resumed: true },
      end: done,
    })
    .transfer('LIST', {
      n: 2,
      tls: second ? { version, offer: 't', resumed: true } : { version },
      end: second ? done : reuse,
      closed: ['server', 'fin'],
    })

export const reuseCases: readonly Case[] = [
  {
    rule: 'client-cache-key-differs',
    statement:
      'The client keeps its TLS session under the host alone and looks it up under host and port: the data connection finds none.',
    certainty: 'inferred',
    raised: refused(v12, v12, 'Perl Net::FTP'),
    neighbour: refused(v12, v12, 'curl'),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'client-discards-ticket-lifetime',
    statement: `The client discarded the server's ticket because of its lifetime (${long} s) and had no session left to resume.`,
    certainty: 'inferred',
    raised: refused(
      { ...v12, id: '', tickets: [{ fingerprint: 't', lifetime: long }] },
      v12,
      'commons-net',
    ),
    neighbour: refused(
      { ...v12, id: '', tickets: [{ fingerprint: 't', lifetime: long - 1 }] },
      v12,
      'commons-net',
    ),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'data-session-not-reused',
    statement:
      'The client made a new TLS session on the data connection; the server requires the session of the control connection.',
    certainty: 'stated',
    raised: refused({ ...v12, id: 'aa' }, v12),
    // 522 also asks for the certificate: the session was resumed
    neighbour: mutual({ offerId: 'aa', resumed: true }, reuse),
    instead: 'data-cert-missing',
  },
  {
    rule: 'data-session-not-reused-tls13',
    statement:
      'Under TLS 1.3 the server did not accept the ticket that the client offered on the data connection, and it requires a resumed session.',
    certainty: 'stated',
    raised: refused(
      { tickets: [{ fingerprint: 't', lifetime: 7200 }] },
      { offer: 'another' },
    ),
    neighbour: refused({ tickets: [{ fingerprint: 't', lifetime: 7200 }] }, {}),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'data-session-not-reused-second-transfer',
    statement:
      'The client resumed the session on an earlier data connection but not on number 2; the server requires it on each.',
    raised: resumedTwice('TLSv1.2', false),
    neighbour: resumedTwice('TLSv1.3', false),
    instead: 'data-session-not-reused-tls13-second-transfer',
  },
  {
    rule: 'data-session-not-reused-tls13-second-transfer',
    statement:
      'Under TLS 1.3 the client resumed on an earlier data connection but had no fresh ticket for number 2; the server requires resumption on each.',
    raised: resumedTwice('TLSv1.3', false),
    neighbour: resumedTwice('TLSv1.3', true),
    instead: '',
  },
  {
    rule: 'server-session-cache-expired',
    statement:
      /^The session of the control connection was 9\.\d s old on the data connection and no longer valid \(lifetime 5 s\)\.$/,
    raised: story()
      .session({ ...v12, tickets: [{ fingerprint: 't', lifetime: 5 }] })
      .wait(9_000)
      .transfer('LIST', { tls: { ...v12, offer: 't' }, end: reuse }),
    neighbour: story()
      .session({ ...v12, tickets: [{ fingerprint: 't', lifetime: 7200 }] })
      .wait(9_000)
      .transfer('LIST', { tls: { ...v12, offer: 't' }, end: reuse }),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'session-of-lower-version',
    statement:
      'The control connection uses TLSv1.2, the data connection was negotiated as TLSv1.3: its session cannot be resumed.',
    raised: refused(
      { ...v12, tickets: [{ fingerprint: 't', lifetime: 7200 }] },
      { offer: 'another' },
    ),
    neighbour: refused(
      { ...v12, tickets: [{ fingerprint: 't', lifetime: 7200 }] },
      {},
    ),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'data-cert-missing',
    statement:
      'The client certificate of the control connection is missing on the data connection.',
    certainty: 'inferred',
    raised: mutual({ shows: [] }, [522, 'SSL connection failed.']),
    neighbour: mutual({ shows: [] }, reuse),
    instead: 'data-session-not-reused',
  },
  {
    rule: 'data-cert-missing',
    statement:
      'The client certificate of the control connection is missing on the data connection.',
    certainty: 'stated',
    raised: story()
      .session({ ...v12, shows: ['mine'] })
      .transfer('LIST', {
        tls: v12,
        end: reuse,
        facts: [{ is: 'client-certificate-missing-on-data' }],
      }),
    // nobody ever asked for one
    neighbour: story()
      .session(v12)
      .transfer('LIST', { tls: { ...v12, resumed: true }, end: reuse }),
    instead: '',
  },
  {
    rule: 'data-cert-different',
    statement:
      'The client certificate on the data connection is not the one of the control connection.',
    certainty: 'inferred',
    raised: mutual({ shows: ['other'] }, [522, 'SSL connection failed.']),
    neighbour: mutual({ shows: ['mine'] }, done),
    instead: '',
  },
]
