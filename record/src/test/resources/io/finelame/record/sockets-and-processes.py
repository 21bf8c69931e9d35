"""A server whose processes and sockets live as the first argument says. It answers each connection once, and says first where it
listens."""
import ctypes
import mmap
import os
import select
import socket
import subprocess
import sys
import threading

IPPROTO_MPTCP = 262
SYS_EXIT = {"x86_64": 60, "aarch64": 93}[os.uname().machine]
SYS_PIDFD_GETFD = 438
LIBC = ctypes.CDLL(None, use_errno=True)
main_may_end = threading.Event()


def burn():
    sum(range(100_000))


def answer(connection):
    request = connection.recv(4096)
    burn()
    text = work(request.split()[1].decode()).encode()
    connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))
    connection.close()


def work(path):
    """What a request asks for. The answer comes when it is done."""
    if path == "/end-main-thread":
        main_may_end.set()
        while thread_state(os.getpid()) != "Z":
            pass
    if path == "/run-programs":
        subprocess.run(["/bin/sleep", "0.05"], check=True)
        os.waitid(os.P_PID, os.posix_spawn("/bin/sleep", ["sleep", "0.05"], {}), os.WEXITED)
        touch_pages(2000)
    if path == "/remove-executable":
        os.remove(os.readlink("/proc/self/exe"))
    return path


def touch_pages(count):
    memory = mmap.mmap(-1, count * mmap.PAGESIZE)
    memory.madvise(mmap.MADV_NOHUGEPAGE)
    for page in range(count):
        memory[page * mmap.PAGESIZE] = 1


def thread_state(tid):
    with open(f"/proc/self/task/{tid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0]


def serve(listener):
    while True:
        answer(listener.accept()[0])


def listen(protocol=0, backlog=100):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)
    listener.bind(("127.0.0.1", 0))
    listener.listen(backlog)
    return listener


def say_where(listener):
    print("listening on http://127.0.0.1:%d/" % listener.getsockname()[1], flush=True)


def run_again(how, *files, program=None):
    """Executes this program anew with open files, whose numbers it gets."""
    for file in files:
        os.set_inheritable(file.fileno(), True)
    os.execv(program or sys.executable, [sys.executable, __file__, how] + [str(file.fileno()) for file in files])


def start(how, *files, program=None):
    """The same in a process of its own."""
    pid = os.fork()
    if pid == 0:
        run_again(how, *files, program=program)
    return pid


def plain():
    listener = listen()
    say_where(listener)
    serve(listener)


def event_loop():
    listener = listen()
    say_where(listener)
    while True:
        select.select([listener], [], [])
        answer(listener.accept()[0])


def no_backlog():
    listener = listen(backlog=0)
    say_where(listener)
    serve(listener)


def never_accepts():
    listener = listen()
    say_where(listener)
    threading.Event().wait()


def mptcp():
    listener = listen(protocol=IPPROTO_MPTCP)
    say_where(listener)
    serve(listener)


def in_a_thread():
    """The main thread ends when a request asks for it."""
    listener = listen()
    threading.Thread(target=serve, args=(listener,)).start()
    say_where(listener)
    main_may_end.wait()
    LIBC.syscall(SYS_EXIT, 0)


def executed_by_a_thread():
    """Of this thread and the main thread, one is left: with the main thread's id."""
    listener = listen()
    threading.Thread(target=run_again, args=("with_listener", listener)).start()
    threading.Event().wait()


def with_listener(number):
    listener = socket.socket(fileno=int(number))
    say_where(listener)
    serve(listener)


def passes_listener_to_child():
    """Over a UNIX socket, when the child asks for it."""
    listener = listen()
    here, there = socket.socketpair()
    child = start("takes_passed_listener", there)
    here.recv(1)
    socket.send_fds(here, [b"x"], [listener.fileno()])
    listener.close()
    os.waitpid(child, 0)


def takes_passed_listener(number):
    """Says where it listens once it does, and who it is before."""
    channel = socket.socket(fileno=int(number))
    print("process is %d" % os.getpid(), flush=True)
    sys.stdin.readline()
    channel.sendall(b"x")
    listener = socket.socket(fileno=socket.recv_fds(channel, 1, 1)[1][0])
    say_where(listener)
    serve(listener)


def takes_listener_of_parent():
    """By pidfd_getfd(2)."""
    listener = listen()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    number = listener.fileno()
    listener.close()
    print("process is %d" % os.getpid(), flush=True)
    sys.stdin.readline()
    taken = LIBC.syscall(SYS_PIDFD_GETFD, os.pidfd_open(os.getppid()), number, 0)
    with_listener(taken)


def passes_connections_to_child():
    """The parent accepts, the child answers."""
    listener = listen()
    here, there = socket.socketpair()
    if os.fork() == 0:
        here.close()
        listener.close()
        print("process is %d" % os.getpid(), flush=True)
        sys.stdin.readline()
        there.sendall(b"x")
        while True:
            answer(socket.socket(fileno=socket.recv_fds(there, 1, 1)[1][0]))
    here.recv(1)
    say_where(listener)
    while True:
        connection, _ = listener.accept()
        socket.send_fds(here, [b"x"], [connection.fileno()])
        connection.close()


def starts_program_for_each_connection(program):
    """As inetd does, with the connection as standard input and output."""
    listener = listen()
    say_where(listener)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            os.dup2(connection.fileno(), 0)
            os.dup2(connection.fileno(), 1)
            os.execv(program, [program, "-c", r"""read -r line; printf 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'"""])
        connection.close()
        os.wait()


def starts_program_that_accepts(program):
    """As systemd does for a socket unit: the first connection starts the service, which finds the listening socket open."""
    listener = listen()
    say_where(listener)
    while True:
        select.select([listener], [], [])
        os.waitpid(start("accepts_one", listener, program=program), 0)


def accepts_one(number):
    answer(socket.socket(fileno=int(number)).accept()[0])


def starts_child():
    listener = listen()
    os.waitpid(start("with_listener", listener), 0)


def visit_by_mptcp(port, visits):
    for _ in range(int(visits)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP) as client:
            client.connect(("127.0.0.1", int(port)))
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while client.recv(4096):
                pass


globals()[sys.argv[1]](*sys.argv[2:])
