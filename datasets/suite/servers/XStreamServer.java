import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.XStreamException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** XStreamServer PORT: embedded Tomcat, which takes orders by XStream 1.4.18: nested sets are hashed over and over (CVE-2021-43859). */
final class XStreamServer {
    private XStreamServer() {}

    private static final class Shop extends HttpServlet {
        private static final long serialVersionUID = 1;
        private static final XStream XSTREAM = new XStream();

        static {
            XSTREAM.allowTypes(new Class<?>[]{HashSet.class, HashMap.class});
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            byte[] answer = answer(request, body).getBytes(StandardCharsets.UTF_8);
            response.setContentLength(answer.length);
            response.getOutputStream().write(answer);
        }

        private static String answer(HttpServletRequest request, byte[] body) {
            return switch (request.getRequestURI()) {
                case "/page" -> Pages.page(Integer.parseInt(request.getParameter("n")));
                case "/upload" -> Pages.upload(body);
                default -> order(body);
            };
        }

        private static String order(byte[] body) {
            try {
                return XSTREAM.fromXML(new ByteArrayInputStream(body)).getClass().getSimpleName();
            } catch (XStreamException | StackOverflowError e) {
                return "refused";
            }
        }
    }

    static void main(String[] arguments) throws LifecycleException {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(".");
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(Integer.parseInt(arguments[0]));
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.addContext("", null);
        tomcat.addServlet("", "shop", new Shop()).addMapping("/*");
        tomcat.start();
        tomcat.getServer().await();
    }
}
