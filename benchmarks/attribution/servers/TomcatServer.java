import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** TomcatServer PORT: embedded Tomcat with its own thread pool. */
final class TomcatServer {
    private TomcatServer() {}

    private static final class Worker extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Burn.path(request.getRequestURI());
            response.setContentType("text/plain");
            response.getWriter().println("done");
        }
    }

    static void main(String[] arguments) throws LifecycleException {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(".");
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(Integer.parseInt(arguments[0]));
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.addContext("", null);
        tomcat.addServlet("", "worker", new Worker()).addMapping("/burn/*");
        tomcat.start();
        tomcat.getServer().await();
    }
}
