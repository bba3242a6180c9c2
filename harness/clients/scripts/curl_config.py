"""libcurl through pycurl, told what to do by a config of the curl tool (`curl
-q -K -`) on stdin: the options that harness/clients/curl writes, no others.
Prints what the tool prints with --verbose and --write-out. Judges nothing."""

import re
import sys

import pycurl as c

FLAGS = {
    'disable-epsv': [(c.FTP_USE_EPSV, 0)],
    'disable-eprt': [(c.FTP_USE_EPRT, 0)],
    'ftp-skip-pasv-ip': [(c.FTP_SKIP_PASV_IP, 1)],
    'no-ftp-skip-pasv-ip': [(c.FTP_SKIP_PASV_IP, 0)],
    'ssl': [(c.USE_SSL, c.USESSL_TRY)],
    'ssl-reqd': [(c.USE_SSL, c.USESSL_ALL)],
    'ftp-ssl-control': [(c.USE_SSL, c.USESSL_CONTROL)],
    'ftp-ssl-ccc': [(c.FTP_SSL_CCC, 1)],
    'no-sessionid': [(c.SSL_SESSIONID_CACHE, 0)],
    'insecure': [(c.SSL_VERIFYPEER, 0), (c.SSL_VERIFYHOST, 0)],
    'list-only': [(c.DIRLISTONLY, 1)],
    'append': [(c.APPEND, 1)],
    'head': [(c.NOBODY, 1)],
    'verbose': [(c.VERBOSE, 1)],
    'silent': [],
    'show-error': [],
    'fail-early': [],
}
TEXTS = {
    'url': c.URL,
    'user': c.USERPWD,
    'interface': c.INTERFACE,
    'ftp-port': c.FTPPORT,
    'cacert': c.CAINFO,
    'cert': c.SSLCERT,
    'ciphers': c.SSL_CIPHER_LIST,
    'request': c.CUSTOMREQUEST,
}
NUMBERS = {
    'connect-timeout': c.CONNECTTIMEOUT,
    'max-time': c.TIMEOUT,
    'continue-at': c.RESUME_FROM_LARGE,
}
LISTS = {'quote': c.QUOTE, 'resolve': c.RESOLVE}
METHODS = {'multicwd': 1, 'nocwd': 2, 'singlecwd': 3}
VERSIONS = {'1.0': 4, '1.1': 5, '1.2': 6, '1.3': 7}
# what the tool prints for OpenSSL, in GnuTLS's words for its flags
VERDICTS = {
    32: 'The certificate chain is revoked.',
    64: 'The certificate issuer is unknown.',
    128: 'The certificate issuer is not a CA.',
    256: 'The certificate chain uses insecure algorithm.',
    512: 'The certificate chain uses not yet valid certificate.',
    1024: 'The certificate chain uses expired certificate.',
}
SIGNS = {c.INFOTYPE_TEXT: '*', c.INFOTYPE_HEADER_IN: '<',
         c.INFOTYPE_HEADER_OUT: '>'}


def blocks(text):
    block = []
    for line in text.splitlines():
        if line == 'next':
            yield block
            block = []
            continue
        found = re.fullmatch(r'([\w.-]+)(?: = "(.*)")?', line)
        name, value = found.groups()
        plain = None if value is None else re.sub(r'\\(.)', r'\1', value)
        block.append((name, plain))
    yield block


def say(kind, data):
    sign = SIGNS.get(kind)
    if sign is None:
        return
    for line in data.decode('utf-8', 'backslashreplace').splitlines():
        sys.stderr.write(f'{sign} {line}\n')
    sys.stderr.flush()


def prepare(handle, block):
    """Returns the names of the files to write to and to read from."""
    lists = {name: [] for name in LISTS}
    least, most, files = 0, 0, {}
    for name, value in block:
        if name in FLAGS:
            for option, number in FLAGS[name]:
                handle.setopt(option, number)
        elif name in TEXTS:
            handle.setopt(TEXTS[name], value)
        elif name in NUMBERS:
            handle.setopt(NUMBERS[name], int(value))
        elif name in LISTS:
            lists[name].append(value)
        elif name == 'ftp-method':
            handle.setopt(c.FTP_FILEMETHOD, METHODS[value])
        elif name == 'tls-max':
            most = VERSIONS[value]
        elif name.startswith('tlsv'):
            least = VERSIONS[name[4:]]
        elif name in ('output', 'upload-file'):
            files[name] = value
        elif name != 'write-out':
            raise SystemExit(f'no such option here: {name}')
    for name, values in lists.items():
        if values:
            handle.setopt(LISTS[name], values)
    if least or most:
        handle.setopt(c.SSLVERSION, least | most << 16)
    return files


def move(handle, files):
    if 'upload-file' in files:
        with open(files['upload-file'], 'rb') as source:
            handle.setopt(c.UPLOAD, 1)
            handle.setopt(c.READFUNCTION, source.read)
            handle.perform()
        return
    with open(files['output'], 'wb') as target:
        handle.setopt(c.WRITEFUNCTION, target.write)
        handle.perform()


def say_verdict(handle):
    status = handle.getinfo(c.SSL_VERIFYRESULT)
    words = [text for flag, text in VERDICTS.items() if status & flag]
    if words:
        say(c.INFOTYPE_TEXT, f'SSL_VERIFYRESULT {status}: '
                             f'{" ".join(words)}'.encode())


def main():
    config = sys.stdin.read()
    handle = c.Curl()
    for block in blocks(config):
        # keeps the connection and the sessions, as the tool does with --next
        handle.reset()
        handle.setopt(c.NOSIGNAL, 1)
        handle.setopt(c.DEBUGFUNCTION, say)
        code, message = 0, ''
        try:
            move(handle, prepare(handle, block))
        except c.error as error:
            code, message = error.args
            if code == c.E_PEER_FAILED_VERIFICATION:
                say_verdict(handle)
        status = handle.getinfo(c.RESPONSE_CODE)
        print(f'transfer: {code} {status} {message}', flush=True)
        if code:
            sys.stderr.write(f'curl: ({code}) {message}\n')
            return code
    handle.close()
    return 0


sys.exit(main())
