/** What a script that drives a mail library is told on stdin. Pure. */
import type { MailWork } from './program.js'

export const mailJob = ({
  request,
  message,
  mode,
  roots,
  keylog,
  mark,
  authenticate,
}: MailWork) => ({
  mark,
  host: request.host,
  port: request.port,
  localAddress: request.localAddress,
  seconds: Math.ceil(request.deadlines.stepMs / 1000),
  mode,
  roots,
  keylog,
  user: authenticate ? request.user : '',
  password: authenticate ? request.password : '',
  from: message.from,
  to: message.to,
  text: message.text,
})
