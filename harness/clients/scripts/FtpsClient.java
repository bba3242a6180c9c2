import java.io.ByteArrayInputStream;
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
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.commons.net.PrintCommandListener;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.ftp.FTPSClient;

/**
 * One FTPS conversation with Apache Commons Net over JSSE. The job comes as
 * properties on stdin (JDK has no JSON reader); the library's own dialogue and
 * marks of ours go to stdout. Judges nothing.
 */
public final class FtpsClient {
  static final Properties JOB = new Properties();

  static String of(String name) {
    return JOB.getProperty(name, "");
  }

  static boolean is(String name) {
    return of(name).equals("true");
  }

  static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : String.valueOf(text).toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  static void mark(String word, String... pairs) {
    StringBuilder out = new StringBuilder(of("mark")).append(' ').append(word);
    for (int i = 0; i + 1 < pairs.length; i += 2)
      out.append(i == 0 ? " {" : ",").append(json(pairs[i])).append(':').append(pairs[i + 1]);
    System.out.println(pairs.length == 0 ? out : out.append('}'));
    System.out.flush();
  }

  static String told(Throwable error) {
    return error.getClass().getName() + ": " + error.getMessage();
  }

  /** Commons Net as shipped; with session-reuse, what many programs add. */
  static final class Client extends FTPSClient {
    Client(boolean implicit) {
      super(implicit);
    }

    @Override
    protected void sslNegotiation() throws java.io.IOException {
      if (is("implicit")) mark("open");
      try {
        super.sslNegotiation();
      } catch (SSLException error) {
        mark("tls-failed", "role", json("control"), "text", json(told(error)));
        throw error;
      }
      secured("control", (SSLSocket) _socket_, false);
    }

    @Override
    protected void _prepareDataSocket_(Socket socket) {
      if (!is("session-reuse") || !(socket instanceof SSLSocket)) return;
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
        mark("note", "text", json(told(error)));
      }
    }

    @Override
    protected Socket _openDataConnection_(String command, String arg) throws java.io.IOException {
      Socket socket;
      try {
        socket = super._openDataConnection_(command, arg);
      } catch (SSLException error) {
        mark("tls-failed", "role", json("data"), "text", json(told(error)));
        throw error;
      }
      if (socket instanceof SSLSocket) secured("data", (SSLSocket) socket, true);
      return socket;
    }

    void secured(String role, SSLSocket socket, boolean data) {
      SSLSession own = socket.getSession();
      if (!own.isValid()) return;
      SSLSession control = ((SSLSocket) _socket_).getSession();
      // JSSE does not say it: a resumed session has the time of the old one
      boolean resumed = data && own.getCreationTime() == control.getCreationTime();
      mark("tls", "role", json(role), "version", json(own.getProtocol()),
          "cipher", json(own.getCipherSuite()), "resumed", String.valueOf(resumed));
    }
  }

  static List<Certificate> certificates(String file) throws Exception {
    try (InputStream in = new FileInputStream(file)) {
      return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
    }
  }

  static TrustManager trust() throws Exception {
    if (of("setTrustManager").equals("accept-all"))
      return new X509TrustManager() {
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };
    KeyStore store = null;
    if (!of("roots").isEmpty()) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate root : certificates(of("roots")))
        store.setCertificateEntry("root" + count++, root);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers()[0];
  }

  static KeyManager identity() throws Exception {
    if (of("certificate").isEmpty()) return null;
    String pem = Files.readString(Path.of(of("key")));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    List<Certificate> chain = certificates(of("certificate"));
    String kind = chain.get(0).getPublicKey().getAlgorithm();
    PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("own", key, new char[0], chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers()[0];
  }

  static void require(Client ftp, boolean ok) throws Exception {
    if (!ok) throw new IllegalStateException(String.valueOf(ftp.getReplyString()).trim());
  }

  static Client opened() throws Exception {
    Client ftp = new Client(is("implicit"));
    ftp.addProtocolCommandListener(
        new PrintCommandListener(new PrintWriter(System.out, true), true, '\0', true));
    // as shipped it looks at the dates of a certificate, at nothing else
    if (!of("setTrustManager").isEmpty()) ftp.setTrustManager(trust());
    KeyManager own = identity();
    if (own != null) ftp.setKeyManager(own);
    ftp.setEndpointCheckingEnabled(is("setEndpointCheckingEnabled"));
    if (!of("protocols").isEmpty()) ftp.setEnabledProtocols(of("protocols").split(","));
    if (!of("auth").isEmpty()) ftp.setAuthValue(of("auth"));
    int ms = Integer.parseInt(of("seconds")) * 1000;
    ftp.setConnectTimeout(ms);
    ftp.setDefaultTimeout(ms);
    ftp.setDataTimeout(java.time.Duration.ofMillis(ms));
    // a relay stands in front of a real server: data may come from elsewhere
    ftp.setRemoteVerificationEnabled(false);
    ftp.setUseEPSVwithIPv4(is("setUseEPSVwithIPv4"));
    connect(ftp);
    ftp.setSoTimeout(ms);
    ftp.setPassiveLocalIPAddress(of("localAddress"));
    require(ftp, ftp.login(of("user"), of("password")));
    if (!of("protect").equals("never")) {
      ftp.execPBSZ(0);
      ftp.execPROT(of("level"));
    }
    if (is("enterLocalPassiveMode")) ftp.enterLocalPassiveMode();
    else ftp.enterLocalActiveMode();
    require(ftp, ftp.setFileType(FTP.BINARY_FILE_TYPE));
    return ftp;
  }

  static void connect(Client ftp) throws Exception {
    InetAddress local = InetAddress.getByName(of("localAddress"));
    InetAddress host = InetAddress.getByName(of("host"));
    try {
      // the name that is verified is not the address that is dialled
      ftp.connect(
          InetAddress.getByAddress(of("serverName"), host.getAddress()),
          Integer.parseInt(of("port")), local, 0);
    } catch (ConnectException error) {
      mark("open-failed", "role", json("control"), "text", json(told(error)));
      throw error;
    } catch (SocketTimeoutException error) {
      mark("open");
      mark("timeout", "text", json("the greeting"));
      throw error;
    }
  }

  static void perform(Client ftp, String step) throws Exception {
    String local = of(step + "local");
    String remote = of(step + "remote");
    String line = of(step + "line");
    int number = Integer.parseInt(of(step + "number"));
    switch (of(step + "do")) {
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
        ftp.execPROT(of(step + "level"));
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
        require(ftp, List.of(of(step + "accept").split(",")).contains(String.valueOf(code)));
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

  static boolean goesOn(String kind) {
    return List.of("command", "prot", "pbsz", "ccc").contains(kind);
  }

  public static void main(String[] args) throws Exception {
    JOB.load(new ByteArrayInputStream(System.in.readAllBytes()));
    if (is("everything")) {
      Security.setProperty("jdk.tls.disabledAlgorithms", "");
      Security.setProperty("jdk.certpath.disabledAlgorithms", "");
    }
    Client ftp;
    try {
      ftp = opened();
    } catch (Exception error) {
      mark("note", "text", json(told(error)));
      System.exit(1);
      return;
    }
    boolean failed = false;
    for (int i = 0; i < Integer.parseInt(of("steps")); i++) {
      mark("step " + i);
      try {
        perform(ftp, "step." + i + ".");
        mark("done " + i, "ok", "true");
      } catch (Exception error) {
        failed = true;
        if (error instanceof SocketTimeoutException) mark("timeout", "text", json("a reply"));
        mark("done " + i, "ok", "false", "error", json(told(error)));
        if (!goesOn(of("step." + i + ".do"))) System.exit(1);
      }
    }
    try {
      ftp.logout();
      ftp.disconnect();
    } catch (Exception error) {
      mark("note", "text", json(told(error)));
    }
    System.exit(failed ? 1 : 0);
  }
}
