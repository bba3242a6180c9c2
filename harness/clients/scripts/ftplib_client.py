"""One FTPS conversation with Python's ftplib. The job comes as JSON on stdin;
ftplib's own debug lines and marks of ours go to stdout. Judges nothing."""

import ftplib
import json
import socket
import ssl
import sys
import time

job = json.load(sys.stdin)
options = job['options']


def mark(word, facts=None):
    text = '' if facts is None else ' ' + json.dumps(facts)
    print(f"{job['mark']} {word}{text}", flush=True)


def told(error):
    return f'{type(error).__name__}: {error}'


def secured(role, sock):
    name, version, _ = sock.cipher()
    mark('tls', {'role': role, 'version': sock.version(), 'cipher': name,
                 'resumed': bool(sock.session_reused)})


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = job['verify']
    made.verify_mode = ssl.CERT_REQUIRED if job['verify'] else ssl.CERT_NONE
    versions = {'TLSv1': ssl.TLSVersion.TLSv1, 'TLSv1.1': ssl.TLSVersion.TLSv1_1,
                'TLSv1.2': ssl.TLSVersion.TLSv1_2, 'TLSv1.3': ssl.TLSVersion.TLSv1_3}
    old = {job['min'], job['max']} & {'TLSv1', 'TLSv1.1'}
    if job['ciphers'] or old:
        # OpenSSL 3 has no SHA-1 signatures, so no TLS 1.0, above level 0
        made.set_ciphers(job['ciphers'] or 'DEFAULT:@SECLEVEL=0')
    if job['min'] or old:
        made.minimum_version = versions[job['min'] or job['max']]
    if job['max']:
        made.maximum_version = versions[job['max']]
    if job['resumption'] == 'session-id':
        made.options |= ssl.OP_NO_TICKET
    if job['roots']:
        made.load_verify_locations(job['roots'])
    if job['certificate']:
        made.load_cert_chain(job['certificate'], job['key'])
    made.keylog_filename = job['keylog']
    return made


def reuses():
    if options['session-reuse'] == 'YES':
        return True
    return job['dataSession'] == 'control'


class Client(ftplib.FTP_TLS):
    """FTP_TLS as shipped, unless an option asks for more."""

    def ntransfercmd(self, cmd, rest=None):
        try:
            if reuses() and self._prot_p:
                conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                conn = self.context.wrap_socket(
                    conn, server_hostname=self.host, session=self.sock.session)
            else:
                conn, size = super().ntransfercmd(cmd, rest)
        except ssl.SSLError as error:
            mark('tls-failed', {'role': 'data', 'text': told(error)})
            raise
        if isinstance(conn, ssl.SSLSocket):
            secured('data', conn)
        return conn, size


class Implicit(Client):
    """TLS from the first byte: ftplib has no such mode of its own."""

    def __init__(self, **rest):
        self._plain = None
        self.dialled = False
        super().__init__(**rest)

    @property
    def sock(self):
        return self._plain

    @sock.setter
    def sock(self, value):
        if value is not None and not isinstance(value, ssl.SSLSocket):
            mark('open')
            self.dialled = True
            value = self.context.wrap_socket(
                value, server_hostname=job['serverName'])
            secured('control', value)
        self._plain = value


def connect(ftp):
    source = (job['localAddress'], 0)
    try:
        ftp.connect(job['host'], job['port'], job['seconds'],
                    source_address=source)
    except ssl.SSLError as error:
        mark('tls-failed', {'role': 'control', 'text': told(error)})
        raise
    except OSError as error:
        dialled = getattr(ftp, 'dialled', ftp.sock is not None)
        if not dialled:
            mark('open-failed', {'role': 'control', 'text': told(error)})
        elif isinstance(error, TimeoutError):
            mark('open')
            mark('timeout', {'text': 'the greeting'})
        raise
    # the name that is verified is not the address that is dialled
    ftp.host = job['serverName']


def protect(ftp):
    if job['mode'] == 'clear' or job['protect'] == 'never':
        return
    if job['level'] == 'P':
        ftp.prot_p()
    else:
        ftp.prot_c()


def authenticate(ftp):
    if job['mode'] != 'explicit':
        return
    try:
        ftp.auth()
    except ssl.SSLError as error:
        mark('tls-failed', {'role': 'control', 'text': told(error)})
        raise
    secured('control', ftp.sock)


def opened():
    if job['mode'] == 'clear':
        ftp = ftplib.FTP(timeout=job['seconds'])
    else:
        kind = Implicit if job['mode'] == 'implicit' else Client
        ftp = kind(context=context(), timeout=job['seconds'])
    ftp.set_debuglevel(1)
    ftp.set_pasv(options['set_pasv'] == 'True')
    ftp.trust_server_pasv_ipv4_address = (
        options['trust_server_pasv_ipv4_address'] == 'True')
    connect(ftp)
    authenticate(ftp)
    if job['protect'] == 'before-login':
        protect(ftp)
    secure = {} if job['mode'] != 'implicit' else {'secure': False}
    ftp.login(job['user'], job['password'], **secure)
    if job['protect'] != 'before-login':
        protect(ftp)
    return ftp


def perform(ftp, step):
    kind = step['do']
    if kind == 'list':
        with open(step['local'], 'w', encoding='latin-1') as out:
            ftp.retrlines(step['line'], lambda line: out.write(line + '\n'))
    elif kind == 'get':
        rest = step['number'] or None
        with open(step['local'], 'ab' if rest else 'wb') as out:
            ftp.retrbinary(f"RETR {step['remote']}", out.write, rest=rest)
    elif kind == 'put':
        with open(step['local'], 'rb') as source:
            ftp.storbinary(f"{step['line']} {step['remote']}", source)
    elif kind == 'prot':
        if step['level'] == 'P':
            ftp.prot_p()
        elif step['level'] == 'C':
            ftp.prot_c()
        else:
            ftp.voidcmd(f"PROT {step['level']}")
    elif kind == 'pbsz':
        ftp.voidcmd(f"PBSZ {step['number']}")
    elif kind == 'ccc':
        ftp.ccc()
    elif kind == 'wait':
        time.sleep(step['number'] / 1000)
    elif kind == 'command':
        ftp.sendcmd(step['line'])


def main():
    try:
        ftp = opened()
    except (ftplib.Error, OSError, EOFError, ValueError) as error:
        mark('note', {'text': told(error)})
        return 1
    failed = False
    for number, step in enumerate(job['steps']):
        mark(f'step {number}')
        try:
            perform(ftp, step)
        except (ftplib.Error, OSError, EOFError) as error:
            if isinstance(error, (socket.timeout, TimeoutError)):
                mark('timeout', {'text': 'a reply'})
            refused = isinstance(error, ftplib.Error) and step['do'] in (
                'command', 'prot', 'pbsz', 'ccc')
            fine = refused and int(str(error)[:3]) in step['accept']
            mark(f'done {number}', {'ok': fine, 'error': told(error)})
            failed = failed or not fine
            if not refused:
                return 1
        else:
            mark(f'done {number}', {'ok': True})
    try:
        ftp.quit()
    except (ftplib.Error, OSError, EOFError) as error:
        mark('note', {'text': told(error)})
    return 1 if failed else 0


sys.exit(main())
