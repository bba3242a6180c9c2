# One FTPS conversation with Perl's Net::FTP. The job comes as JSON on stdin;
# the library's own debug lines and marks of ours go to one output. Judges
# nothing.
use strict;
use warnings;
use JSON::PP;
use Net::FTP;
use Time::HiRes qw(sleep);

$| = 1;
binmode STDOUT;
my $job = decode_json(do { local $/; <STDIN> });
my $options = $job->{options};
my $json = JSON::PP->new->canonical->latin1;

sub mark {
    my ($word, $facts) = @_;
    print STDOUT "$job->{mark} $word", ($facts ? ' ' . $json->encode($facts) : ''), "\n";
}

sub truth { return $_[0] ? JSON::PP::true : JSON::PP::false }

sub one_line { my $text = $_[0] // ''; $text =~ s/\s*[\r\n]+\s*/ /g; return $text }

sub secured {
    my ($role, $socket) = @_;
    my $version = $socket->get_sslversion or return;
    # IO::Socket::SSL writes TLSv1_2 for TLSv1.2
    $version =~ s/^TLSv1_/TLSv1./;
    mark('tls', {
        role => $role, version => $version, cipher => $socket->get_cipher // '',
        resumed => truth($socket->get_session_reused),
    });
}

sub tls {
    my %spelled = ('TLSv1' => 'TLSv1', 'TLSv1.1' => 'TLSv1_1',
        'TLSv1.2' => 'TLSv1_2', 'TLSv1.3' => 'TLSv1_3');
    my @order = ('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3');
    my %made = (
        SSL_verify_mode => $job->{verify} ? 1 : 0,
        SSL_create_ctx_callback => sub {
            my $context = shift;
            Net::SSLeay::CTX_set_keylog_callback($context, sub {
                open my $out, '>>', $job->{keylog} or return;
                print $out "$_[1]\n";
                close $out;
            }) if defined &Net::SSLeay::CTX_set_keylog_callback;
        },
    );
    $made{SSL_ca_file} = $job->{roots} if $job->{roots} ne '';
    if ($job->{verify}) {
        # the name that is verified is not the address that is dialled
        $made{SSL_verifycn_name} = $job->{serverName};
        $made{SSL_verifycn_scheme} = 'ftp';
        $made{SSL_hostname} = $job->{serverName};
    }
    if ($job->{certificate} ne '') {
        $made{SSL_cert_file} = $job->{certificate};
        $made{SSL_key_file} = $job->{key};
    }
    my ($min, $max) = ($job->{min}, $job->{max});
    if ($min ne '' || $max ne '') {
        my %place = map { $order[$_] => $_ } 0 .. $#order;
        my ($from, $to) = ($place{$min}, $place{$max});
        $from //= defined $to && $to < 2 ? $to : 2;
        $to //= 3;
        my @off = grep { $_ < $from || $_ > $to } 0 .. 3;
        $made{SSL_version} = join ':', 'SSLv23', '!SSLv2', '!SSLv3',
            map { '!' . $spelled{$order[$_]} } @off;
        # OpenSSL 3 has no SHA-1 signatures, so no TLS 1.0, above level 0
        $made{SSL_cipher_list} = 'DEFAULT:@SECLEVEL=0' if $from < 2;
    }
    $made{SSL_cipher_list} = $job->{ciphers} if $job->{ciphers} ne '';
    return %made;
}

# Net::FTP stores the control session under this key and looks it up, for
# data connections, under another
if ($options->{SSL_session_key} ne '') {
    require IO::Socket::SSL;
    IO::Socket::SSL::set_client_defaults(SSL_session_key => $job->{host});
}

my $ftp;

sub give_up {
    my ($why) = @_;
    mark('note', { text => one_line($why) });
    exit 1;
}

sub open_session {
    my $implicit = $job->{mode} eq 'implicit';
    mark('open') if $implicit;
    $ftp = Net::FTP->new(
        $job->{host}, Port => $job->{port}, Timeout => $job->{seconds},
        Debug => 1, Passive => $options->{Passive},
        LocalAddr => $job->{localAddress},
        ($implicit ? (SSL => 1) : ()),
        # starttls takes no arguments: TLS is set up here
        ($job->{mode} eq 'clear' ? () : tls()),
    );
    if (!$ftp) {
        my $why = $@;
        if ($implicit && $why =~ /SSL/) {
            mark('tls-failed', { role => 'control', text => one_line($why) });
        } elsif ($why =~ /Timeout|timeout/) {
            mark('open');
            mark('timeout', { text => 'the greeting' });
        } else {
            mark('open-failed', { role => 'control', text => one_line($why) });
        }
        give_up($why);
    }
    secured('control', $ftp) if $implicit;
    if ($job->{mode} eq 'explicit') {
        # Net::FTP returns nothing for a refused AUTH and for a failed handshake
        if (!$ftp->starttls) {
            my $why = one_line($@ || $IO::Socket::SSL::SSL_ERROR || $ftp->message);
            mark('tls-failed', { role => 'control', text => $why })
                if ($ftp->code // 0) == 234;
            give_up($why);
        }
        secured('control', $ftp);
    }
    $ftp->login($job->{user}, $job->{password}) or give_up($ftp->message);
    if ($job->{mode} ne 'clear' && $job->{protect} ne 'never') {
        my $wanted = $job->{level} ne 'P' || $job->{protect} eq 'after-login' || $implicit;
        $ftp->prot($job->{level}) or give_up($ftp->message) if $wanted;
    }
    $ftp->binary or give_up($ftp->message);
}

sub fault { return one_line($ftp->message || $@ || $!) }

# a data connection, told, or why there is none
sub data {
    my ($conn) = @_;
    if (!$conn) {
        my $why = fault();
        my $tls = $IO::Socket::SSL::SSL_ERROR;
        mark('tls-failed', { role => 'data', text => one_line($tls) })
            if $tls && ($ftp->code // 0) =~ /^1/;
        die "$why\n";
    }
    secured('data', $conn) if $conn->can('get_sslversion') && $job->{level} eq 'P';
    return $conn;
}

sub copy_in {
    my ($conn, $local, $mode) = @_;
    open my $out, $mode, $local or die "$local: $!\n";
    binmode $out;
    my ($buffer, $count);
    print $out $buffer while ($count = $conn->read($buffer, 16384)) && $count > 0;
    close $out;
    $conn->close or die fault() . "\n";
}

sub copy_out {
    my ($conn, $local) = @_;
    open my $in, '<', $local or die "$local: $!\n";
    binmode $in;
    my $buffer;
    while (read $in, $buffer, 16384) {
        my $count = $conn->write($buffer, length $buffer);
        die fault() . "\n" unless defined $count && $count == length $buffer;
    }
    $conn->close or die fault() . "\n";
}

sub perform {
    my ($step) = @_;
    my $kind = $step->{do};
    if ($kind eq 'list') {
        my %verbs = (LIST => sub { $ftp->list }, NLST => sub { $ftp->nlst });
        copy_in(data($verbs{$step->{line}}->()), $step->{local}, '>');
    } elsif ($kind eq 'get') {
        $ftp->restart($step->{number}) if $step->{number};
        copy_in(data($ftp->retr($step->{remote})), $step->{local},
            $step->{number} ? '>>' : '>');
    } elsif ($kind eq 'put') {
        my $conn = $step->{line} eq 'APPE'
            ? $ftp->appe($step->{remote}) : $ftp->stor($step->{remote});
        copy_out(data($conn), $step->{local});
    } elsif ($kind eq 'prot') {
        $ftp->prot($step->{level}) or die fault() . "\n";
    } elsif ($kind eq 'ccc') {
        $ftp->stoptls or die fault() . "\n";
    } elsif ($kind eq 'wait') {
        sleep($step->{number} / 1000);
    } elsif ($kind eq 'command') {
        $ftp->quot(split / /, $step->{line}, 2);
        my $code = $ftp->code // 0;
        die fault() . "\n" unless grep { $_ == $code } @{ $step->{accept} };
    }
}

open_session();
my ($number, $failed) = (0, 0);
for my $step (@{ $job->{steps} }) {
    mark("step $number");
    my $ok = eval { perform($step); 1 };
    my $why = one_line($@);
    mark("done $number", { ok => truth($ok), error => $ok ? '' : $why });
    $failed = 1 unless $ok;
    exit 1 unless $ok || $step->{do} =~ /^(?:command|prot|ccc)$/;
    $number++;
}
$ftp->quit;
exit $failed;
