import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** NettyServer PORT nio|io_uring: Netty with two event loops, which leave the work to an executor. */
final class NettyServer {
    private static final int LOOPS = 2;
    private static final int THREADS = 8;
    private static final int LARGEST_REQUEST = 65536;

    private NettyServer() {}

    private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final ExecutorService executor;

        Handler(ExecutorService executor) {
            this.executor = executor;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String path = request.uri();
            executor.execute(() -> answer(context, path));
        }

        private static void answer(ChannelHandlerContext context, String path) {
            try {
                Burn.path(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var content = Unpooled.copiedBuffer("done\n", StandardCharsets.US_ASCII);
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    static void main(String[] arguments) throws InterruptedException {
        boolean uring = arguments[1].equals("io_uring");
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS,
                uring ? IoUringIoHandler.newFactory() : NioIoHandler.newFactory());
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        new ServerBootstrap().group(loops).channel(uring ? IoUringServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST_REQUEST),
                                new Handler(executor));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[0])).sync().channel().closeFuture().sync();
    }
}
