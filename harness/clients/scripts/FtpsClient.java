import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.PrintCommandListener;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.ftp.FTPSClient;

/**
 * One FTPS conversation with Apache Commons Net over JSSE. The library's own
 * dialogue and marks of ours go to stdout. Judges nothing.
 */
public final class FtpsClient {
  /** Commons Net as shipped; with session-reuse, what many programs add. */
  static final class Client extends FTPSClient {
    Client(boolean implicit) {
      super(implicit);
    }

    @Override
    protected void sslNegotiation() throws java.io.IOException {
      if (Job.is("implicit")) Job.mark("open");
      try {
        super.sslNegotiation();
      } catch (SSLException error) {
        Job.failed("tls-failed", "control", error);
        throw error;
      }
      Job.secured("control", (SSLSocket) _socket_);
    }

    @Override
    protected void _prepareDataSocket_(Socket socket) {
      if (!Job.is("session-reuse") || !(socket instanceof SSLSocket)) return;
      // behind CCC the control connection is a plain socket again
      if (!(_socket_ instanceof SSLSocket)) return;
      SSLSession session = ((SSLSocket) _socket_).getSession();
      try {
        SSLSessionContext context = session.getSessionContext();
        Field field = context.getClass().getDeclaredField("sessionHostPortCache");
        field.setAccessible(true);
        Object cache = field.get(context);
        Method put = cache.getClass().getDeclaredMethod("put", Object.class, Object.class);
        put.setAccessible(true);
        InetAddress address = socket.getInetAddress();
        for (String host : new String[] {address.getHostName(), address.getHostAddress()})
          put.invoke(cache, (host + ":" + socket.getPort()).toLowerCase(Locale.ROOT), session);
      } catch (ReflectiveOperationException | RuntimeException error) {
        Job.note(error);
      }
    }

    @Override
    protected Socket _openDataConnection_(String command, String arg) throws java.io.IOException {
      Socket socket;
      try {
        socket = super._openDataConnection_(command, arg);
      } catch (SSLException error) {
        Job.failed("tls-failed", "data", error);
        throw error;
      }
      if (socket instanceof SSLSocket) Job.secured("data", (SSLSocket) socket);
      return socket;
    }
  }

  static void require(Client ftp, boolean ok) throws Exception {
    if (!ok) throw new IllegalStateException(String.valueOf(ftp.getReplyString()).trim());
  }

  static Client opened() throws Exception {
    Client ftp = new Client(Job.is("implicit"));
    ftp.addProtocolCommandListener(
        new PrintCommandListener(new PrintWriter(System.out, true), true, '\0', true));
    // as shipped it looks at the dates of a certificate, at nothing else
    String trust = Job.of("setTrustManager");
    if (!trust.isEmpty())
      ftp.setTrustManager(trust.equals("accept-all") ? new Job.AcceptAll() : Job.roots());
    KeyManager own = Job.identity();
    if (own != null) ftp.setKeyManager(own);
    ftp.setEndpointCheckingEnabled(Job.is("setEndpointCheckingEnabled"));
    if (!Job.of("protocols").isEmpty()) ftp.setEnabledProtocols(Job.of("protocols").split(","));
    if (!Job.of("auth").isEmpty()) ftp.setAuthValue(Job.of("auth"));
    int ms = Job.number("seconds") * 1000;
    ftp.setConnectTimeout(ms);
    ftp.setDefaultTimeout(ms);
    ftp.setDataTimeout(java.time.Duration.ofMillis(ms));
    // a relay stands in front of a real server: data may come from elsewhere
    ftp.setRemoteVerificationEnabled(false);
    ftp.setUseEPSVwithIPv4(Job.is("setUseEPSVwithIPv4"));
    connect(ftp);
    ftp.setSoTimeout(ms);
    ftp.setPassiveLocalIPAddress(Job.of("localAddress"));
    require(ftp, ftp.login(Job.of("user"), Job.of("password")));
    if (!Job.of("protect").equals("never")) {
      ftp.execPBSZ(0);
      ftp.execPROT(Job.of("level"));
    }
    if (Job.is("enterLocalPassiveMode")) ftp.enterLocalPassiveMode();
    else ftp.enterLocalActiveMode();
    require(ftp, ftp.setFileType(FTP.BINARY_FILE_TYPE));
    return ftp;
  }

  static void connect(Client ftp) throws Exception {
    InetAddress local = InetAddress.getByName(Job.of("localAddress"));
    InetAddress host = InetAddress.getByName(Job.of("host"));
    try {
      // the name that is verified is not the address that is dialled
      ftp.connect(
          InetAddress.getByAddress(Job.of("serverName"), host.getAddress()),
          Job.number("port"), local, 0);
    } catch (ConnectException error) {
      Job.failed("open-failed", "control", error);
      throw error;
    } catch (SocketTimeoutException error) {
      Job.mark("open");
      Job.mark("timeout", "text", Job.json("the greeting"));
      throw error;
    }
  }

  static void perform(Client ftp, String step) throws Exception {
    String local = Job.of(step + "local");
    String remote = Job.of(step + "remote");
    String line = Job.of(step + "line");
    int number = Job.number(step + "number");
    switch (Job.of(step + "do")) {
      case "list":
        list(ftp, line, local);
        break;
      case "get":
        ftp.setRestartOffset(number);
        try (OutputStream out = new FileOutputStream(local, number > 0)) {
          require(ftp, ftp.retrieveFile(remote, out));
        }
        break;
      case "put":
        try (InputStream in = new FileInputStream(local)) {
          require(ftp, line.equals("APPE") ? ftp.appendFile(remote, in) : ftp.storeFile(remote, in));
        }
        break;
      case "prot":
        ftp.execPROT(Job.of(step + "level"));
        break;
      case "pbsz":
        ftp.execPBSZ(number);
        break;
      case "ccc":
        require(ftp, FTPReply.isPositiveCompletion(ftp.sendCommand("CCC")));
        break;
      case "wait":
        Thread.sleep(number);
        break;
      case "command":
        int code = ftp.sendCommand(line);
        require(ftp, List.of(Job.of(step + "accept").split(",")).contains(String.valueOf(code)));
        break;
      default:
        throw new IllegalArgumentException(step);
    }
  }

  static void list(Client ftp, String verb, String local) throws Exception {
    String text;
    if (verb.equals("NLST")) {
      String[] names = ftp.listNames();
      require(ftp, names != null);
      text = String.join("\n", names);
    } else {
      Object[] files = verb.equals("MLSD") ? ftp.mlistDir() : ftp.listFiles();
      // a refused listing comes back empty
      require(ftp, FTPReply.isPositiveCompletion(ftp.getReplyCode()));
      StringBuilder lines = new StringBuilder();
      for (Object file : files) lines.append(file).append('\n');
      text = lines.toString();
    }
    Files.write(Path.of(local), text.getBytes(StandardCharsets.UTF_8));
  }

  public static void main(String[] args) throws Exception {
    Job.load();
    Client ftp;
    try {
      ftp = opened();
    } catch (Exception error) {
      Job.note(error);
      System.exit(1);
      return;
    }
    boolean ok = Job.all(step -> perform(ftp, step));
    try {
      ftp.logout();
      ftp.disconnect();
    } catch (Exception error) {
      Job.note(error);
    }
    System.exit(ok ? 0 : 1);
  }
}
