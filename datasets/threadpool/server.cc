// The application under attack: a pool of threads that parse the XML documents posted to them and count their words.
//
// Vulnerable on purpose, twice: it lets libxml2 expand entities without limit, and it counts words in a hash table
// whose collisions anyone can make.

#include <arpa/inet.h>
#include <libxml/parser.h>
#include <malloc.h>
#include <netinet/in.h>
#include <signal.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace finelame_sample {

constexpr size_t kMostHeadBytes = 16 << 10;
constexpr size_t kMostBodyBytes = 4 << 20;
constexpr int kReceiveSeconds = 10;
constexpr int kMostWaiting = 1024;

/** A request that can't be served: the status that answers it. */
class Refusal : public std::runtime_error {
public:
	explicit Refusal(const char *status) : std::runtime_error(status) {}
};

/** A connection, which carries one request. */
class Connection {
public:
	Connection(int descriptor, const sockaddr_in &peer) : descriptor_(descriptor), peer_(peer) {}
	Connection(Connection &&other) noexcept : descriptor_(other.descriptor_), peer_(other.peer_) {
		other.descriptor_ = -1;
	}
	Connection &operator=(Connection &&) = delete;
	~Connection() {
		if (descriptor_ >= 0)
			close(descriptor_);
	}

	/** Appends what has arrived; throws where the peer is silent or gone. */
	void receive(std::string &data) {
		std::array<char, 16384> buffer;
		ssize_t bytes = recv(descriptor_, buffer.data(), buffer.size(), 0);
		if (bytes < 0)
			throw Refusal("408 Request Timeout");
		if (bytes == 0)
			throw Refusal("400 Bad Request");
		data.append(buffer.data(), static_cast<size_t>(bytes));
	}

	/** Sends it all, or as much as the peer stays for. */
	void send(std::string_view data) {
		while (!data.empty()) {
			ssize_t bytes = ::send(descriptor_, data.data(), data.size(), MSG_NOSIGNAL);
			if (bytes <= 0)
				return;
			data.remove_prefix(static_cast<size_t>(bytes));
		}
	}

	std::string peer() const {
		std::array<char, INET_ADDRSTRLEN> text;
		return inet_ntop(AF_INET, &peer_.sin_addr, text.data(), text.size());
	}

private:
	int descriptor_;
	sockaddr_in peer_;
};

/** A request from its acceptance to its answer. Its id is unique in the server's life. */
struct Request {
	uint64_t id;
	Connection connection;
};

/** Requests on their way to a worker. */
class Queue {
public:
	/** False where it is full. */
	bool put(Request &request) {
		std::lock_guard lock(mutex_);
		if (requests_.size() >= kMostWaiting)
			return false;
		requests_.push_back(std::move(request));
		filled_.notify_one();
		return true;
	}

	/** Waits for one; none where the queue is closed and empty. */
	std::optional<Request> take() {
		std::unique_lock lock(mutex_);
		filled_.wait(lock, [this] { return closed_ || !requests_.empty(); });
		if (requests_.empty())
			return std::nullopt;
		std::optional<Request> request(std::move(requests_.front()));
		requests_.pop_front();
		return request;
	}

	void close() {
		std::lock_guard lock(mutex_);
		closed_ = true;
		filled_.notify_all();
	}

private:
	std::mutex mutex_;
	std::condition_variable filled_;
	std::deque<Request> requests_;
	bool closed_ = false;
};

/**
 * Counts distinct words, which must outlive it. A chained hash table with the hash of many a standard library and
 * without a secret: n words of one hash value take n * n / 2 steps.
 */
class WordTable {
public:
	void add(std::string_view word) {
		uint32_t hash = 0;
		for (char c : word)
			hash = 31 * hash + static_cast<unsigned char>(c);
		const Entry *&bucket = buckets_[hash % buckets_.size()];
		for (const Entry *entry = bucket; entry; entry = entry->next) {
			if (entry->hash == hash && entry->word == word)
				return;
		}
		bucket = &entries_.emplace_back(Entry{word, hash, bucket});
	}

	size_t size() const { return entries_.size(); }

private:
	struct Entry {
		std::string_view word;
		uint32_t hash;
		const Entry *next;
	};

	std::array<const Entry *, 1024> buckets_{};
	std::deque<Entry> entries_;
};

struct Summary {
	size_t elements = 0;
	size_t text_bytes = 0;
	size_t words = 0;
};

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

Document parse_document(std::string_view text) {
	// The vulnerability: entities are replaced (NOENT), and nothing limits what they grow to (HUGE).
	constexpr int kOptions = XML_PARSE_NOENT | XML_PARSE_HUGE | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	Document document(xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, kOptions), xmlFreeDoc);
	if (!document)
		throw Refusal("400 Bad Request");
	return document;
}

void count_words(std::string_view text, WordTable &words) {
	constexpr std::string_view kSpace = " \t\r\n";
	for (;;) {
		size_t start = text.find_first_not_of(kSpace);
		if (start == std::string_view::npos)
			return;
		text.remove_prefix(start);
		std::string_view word = text.substr(0, text.find_first_of(kSpace));
		words.add(word);
		text.remove_prefix(word.size());
	}
}

/** The node after this one in document order, or null. A loop over it needs no stack, however deep the document. */
const xmlNode *next_node(const xmlNode *node) {
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (!node->next) {
		node = node->parent;
		if (node->type != XML_ELEMENT_NODE)
			return nullptr;
	}
	return node->next;
}

Summary summarize(xmlDoc *document) {
	Summary summary;
	WordTable words;
	for (const xmlNode *node = xmlDocGetRootElement(document); node; node = next_node(node)) {
		if (node->type == XML_ELEMENT_NODE) {
			summary.elements++;
		} else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
			std::string_view text(reinterpret_cast<const char *>(node->content));
			summary.text_bytes += text.size();
			count_words(text, words);
		}
	}
	summary.words = words.size();
	return summary;
}

/** The value of a header field, or nothing. */
std::optional<std::string_view> field(std::string_view head, std::string_view name) {
	for (size_t line = head.find("\r\n"); line != std::string_view::npos; line = head.find("\r\n", line)) {
		line += 2;
		size_t end = head.find("\r\n", line);
		std::string_view text = head.substr(line, end == std::string_view::npos ? end : end - line);
		if (text.size() > name.size() && text[name.size()] == ':' &&
		    strncasecmp(text.data(), name.data(), name.size()) == 0) {
			text.remove_prefix(name.size() + 1);
			text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
			return text;
		}
	}
	return std::nullopt;
}

size_t body_length(std::string_view head) {
	if (head.substr(0, 5) != "POST ")
		throw Refusal("405 Method Not Allowed");
	std::optional<std::string_view> text = field(head, "Content-Length");
	if (!text)
		throw Refusal("411 Length Required");
	size_t length = 0;
	const char *end = text->data() + text->size();
	auto [stopped, error] = std::from_chars(text->data(), end, length);
	if (error == std::errc::invalid_argument || stopped != end)
		throw Refusal("400 Bad Request");
	if (error != std::errc() || length > kMostBodyBytes)
		throw Refusal("413 Content Too Large");
	return length;
}

std::string receive_body(Connection &connection) {
	std::string data;
	size_t head_end;
	while ((head_end = data.find("\r\n\r\n")) == std::string::npos) {
		if (data.size() > kMostHeadBytes)
			throw Refusal("431 Request Header Fields Too Large");
		connection.receive(data);
	}
	size_t length = body_length(std::string_view(data).substr(0, head_end));
	data.erase(0, head_end + 4);
	data.reserve(length);
	while (data.size() < length)
		connection.receive(data);
	data.resize(length);
	return data;
}

void answer(Connection &connection, const std::string &status, const char *type, const std::string &body) {
	connection.send("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " +
			std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
}

// The answer names the address the request came from, by which the attacker checks that it is the one in labels.csv.
std::string json(const Summary &summary, const Connection &connection, int worker, uint64_t request_id) {
	return "{\"elements\":" + std::to_string(summary.elements) +
	       ",\"text_bytes\":" + std::to_string(summary.text_bytes) + ",\"words\":" + std::to_string(summary.words) +
	       ",\"request_id\":" + std::to_string(request_id) + ",\"worker\":" + std::to_string(worker) +
	       ",\"origin_ip\":\"" + connection.peer() + "\"}\n";
}

class Server {
public:
	Server(int listener, int workers) : listener_(listener) {
		for (int worker = 1; worker <= workers; worker++)
			workers_.emplace_back([this, worker] { work(worker); });
		acceptor_ = std::thread([this] { accept_requests(); });
	}

	/** Answers what was accepted, then ends. */
	~Server() {
		shutdown(listener_, SHUT_RDWR);
		acceptor_.join();
		queue_.close();
		for (std::thread &worker : workers_)
			worker.join();
	}

	void process(Request &request, int worker, uint64_t request_id) noexcept;

private:
	void accept_requests();
	void work(int worker);

	int listener_;
	Queue queue_;
	std::thread acceptor_;
	std::vector<std::thread> workers_;
};

/**
 * Serves one request: Finelame charges the thread's resources to request_id from here to the return.
 *
 * Not inlined, because a probe needs an address where every call begins. It uses request_id, because optimizing
 * compilers don't pass arguments that a function they see doesn't use. It throws nothing: a probe on the return
 * replaces the return address, which no exception can be unwound through. It receives the request itself, so that the
 * kernel sees which connection the request came from.
 */
[[gnu::noinline]] void Server::process(Request &request, int worker, uint64_t request_id) noexcept {
	try {
		std::string body = receive_body(request.connection);
		Summary summary = summarize(parse_document(body).get());
		answer(request.connection, "200 OK", "application/json", json(summary, request.connection, worker, request_id));
	} catch (const Refusal &refusal) {
		std::string status = refusal.what();
		answer(request.connection, status, "text/plain", status + "\n");
	} catch (const std::bad_alloc &) {
		answer(request.connection, "503 Service Unavailable", "text/plain", "out of memory\n");
	}
}

void Server::accept_requests() {
	for (uint64_t id = 1;;) {
		sockaddr_in peer{};
		socklen_t length = sizeof(peer);
		int descriptor = accept4(listener_, reinterpret_cast<sockaddr *>(&peer), &length, SOCK_CLOEXEC);
		if (descriptor < 0 && errno == EINVAL)
			return;
		if (descriptor < 0) {
			// Out of descriptors, perhaps: some come back as requests end.
			usleep(10000);
			continue;
		}
		timeval patience{kReceiveSeconds, 0};
		setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
		Request request{id++, Connection(descriptor, peer)};
		if (!queue_.put(request))
			answer(request.connection, "503 Service Unavailable", "text/plain", "busy\n");
	}
}

void Server::work(int worker) {
	while (std::optional<Request> request = queue_.take()) {
		process(*request, worker, request->id);
		request.reset();
		// A large document leaves its pages to malloc, which gives them to later ones: those would not fault.
		malloc_trim(0);
	}
}

}  // namespace finelame_sample

namespace {

constexpr const char *kUsage = R"(Usage: server [OPTION...]
Parses the XML documents posted to it and answers how many elements, bytes of text and distinct words they hold.

  --port N        port to listen on; 0 takes any free one (default 3003)
  --host ADDRESS  loopback address to listen on (default 127.0.0.1)
  --workers N     threads that serve requests (default 4)
  --memory-mb N   the most memory that the process may map, in MB (default 2048)

Says when it listens; SIGTERM ends it. Vulnerable on purpose: it refuses any address but loopback.
)";

[[noreturn]] void fail(const std::string &message, int status) {
	fprintf(stderr, "server: %s\n", message.c_str());
	exit(status);
}

struct Options {
	std::string host = "127.0.0.1";
	int port = 3003;
	int workers = 4;
	int memory_mb = 2048;
};

int whole(const std::string &option, const std::string &text, int least, int most) {
	int value = 0;
	auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
	if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
		fail(option + " " + text + ": expected a whole number from " + std::to_string(least) + " to " +
		     std::to_string(most), 2);
	return value;
}

Options parse_options(const std::vector<std::string> &words) {
	Options options;
	for (size_t i = 0; i < words.size(); i += 2) {
		const std::string &option = words[i];
		if (option == "--help" || option == "-h") {
			fputs(kUsage, stdout);
			exit(0);
		}
		if (option != "--host" && option != "--port" && option != "--workers" && option != "--memory-mb")
			fail("unknown option " + option + "; --help lists the options", 2);
		if (i + 1 == words.size())
			fail(option + " needs a value; --help lists the options", 2);
		if (option == "--host")
			options.host = words[i + 1];
		else if (option == "--port")
			options.port = whole(option, words[i + 1], 0, 65535);
		else if (option == "--workers")
			options.workers = whole(option, words[i + 1], 1, 64);
		else
			options.memory_mb = whole(option, words[i + 1], 256, 65536);
	}
	return options;
}

sockaddr_in loopback(const Options &options) {
	sockaddr_in address{};
	address.sin_family = AF_INET;
	address.sin_port = htons(static_cast<uint16_t>(options.port));
	if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1 || ntohl(address.sin_addr.s_addr) >> 24 != 127)
		fail("--host " + options.host + ": expected a loopback address, 127.x.x.x", 2);
	return address;
}

/** Listens; fills in the port that was taken. */
int listen_on(sockaddr_in &address) {
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int yes = 1;
	socklen_t length = sizeof(address);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(listener, reinterpret_cast<sockaddr *>(&address), length) || listen(listener, SOMAXCONN) ||
	    getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length)) {
		std::string port = std::to_string(ntohs(address.sin_port));
		fail(errno == EADDRINUSE ? "port " + port + " is taken; choose another with --port"
					 : "can't listen on port " + port + ": " + strerror(errno), 1);
	}
	return listener;
}

// A bomb that is larger than meant ends as a failed request, not as a machine without memory.
void limit_memory(int megabytes) {
	rlimit limit{static_cast<rlim_t>(megabytes) << 20, static_cast<rlim_t>(megabytes) << 20};
	if (setrlimit(RLIMIT_AS, &limit))
		fail(std::string("can't limit the memory: ") + strerror(errno), 1);
}

// Documents may burn memory here, but not read this machine's files.
xmlParserInput *refuse_external_entity(const char *, const char *, xmlParserCtxt *) {
	return nullptr;
}

}  // namespace

int main(int count, char **words) {
	Options options = parse_options(std::vector<std::string>(words + 1, words + count));
	sockaddr_in address = loopback(options);
	limit_memory(options.memory_mb);
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_external_entity);

	// Threads inherit the mask: the signals wait for sigwait.
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, nullptr);

	int listener = listen_on(address);
	finelame_sample::Server server(listener, options.workers);
	printf("listening on http://%s:%d\n", options.host.c_str(), ntohs(address.sin_port));
	fflush(stdout);
	int signal;
	sigwait(&ends, &signal);
	return 0;
}
