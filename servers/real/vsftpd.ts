/** The real vsftpd: its backends, in the order in which they are tried. */
export { anonymousCannotShow } from './vsftpd-config.js'
export { vsftpdProcessAccess } from './vsftpd-host.js'
export { vsftpdProcess } from './vsftpd-process.js'
export { vsftpdDocker } from './vsftpd-docker.js'
