import { defineRule } from '../define.js'
import { lostWhileIdle } from '../rules/idle.js'

export default defineRule({
  id: 'control-idle-cut',
  phase: 'idle',
  severity: 'fault',
  title: 'The control connection was lost while a transfer kept it idle',
  explanation:
    'The data moved, and the reply to the transfer never came: the control connection, on which nothing had been said meanwhile, was reset or had fallen silent. Firewalls and NAT forget connections that are idle. A server that dies behind its last byte looks the same from the client; its log tells the two apart. TCP keep-alive on the control connection (z/OS FTPKEEPALIVE, ProFTPD SocketOptions keepalive, curl --keepalive-time) or a longer limit at the firewall avoids it.',
  references: [
    'RFC 5382 REQ-5',
    'RFC 1122 4.2.3.6',
    'z/OS Communications Server: FTPKEEPALIVE',
    'ProFTPD: SocketOptions keepalive',
  ],
  supersedes: [
    'middlebox',
    'control-closed-by-server',
    'connection-cut',
    'command-unanswered',
    'data-stalled',
  ],
  find: lostWhileIdle,
})
