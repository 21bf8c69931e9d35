// burn PORT WAIT [spawn|pool]: net/http; each request waits some milliseconds, as for a database, and then works, or has another
// goroutine work: a new one, or one of four that take jobs from a channel.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

const (
	clockMonotonic     = 1
	clockThreadCPUTime = 3
	sample             = 5 * time.Millisecond
	workers            = 4
)

var log *os.File
var wait time.Duration
var way string
var jobs = make(chan job)
var sink atomic.Uint64

// By thread: how many spins began there.
var spins [1 << 16]atomic.Uint32

func clock(id uintptr) time.Duration {
	var now syscall.Timespec
	if _, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, id, uintptr(unsafe.Pointer(&now)), 0); errno != 0 {
		panic(errno)
	}
	return time.Duration(now.Nano())
}

func spin() {
	x := sink.Load()
	for i := 0; i < 100000; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	sink.Store(x)
}

// What a spin costs, by the thread's clock. False if the scheduler moved the goroutine to another thread meanwhile, or let
// another goroutine spin on this one.
func measured() (time.Duration, bool) {
	thread := syscall.Gettid()
	begun := &spins[thread%len(spins)]
	number, before := begun.Add(1), clock(clockThreadCPUTime)
	spin()
	after := clock(clockThreadCPUTime)
	return after - before, thread == syscall.Gettid() && number == begun.Load()
}

// The goroutine is free to change threads, as those of servers are: a spin during which it did counts as much as the one before.
func burn(name string, goal time.Duration) {
	var line strings.Builder
	line.WriteString(name)
	var used, due, last time.Duration
	for used < goal {
		if cost, same := measured(); same {
			last = cost
		}
		used += last
		if used >= due || used >= goal {
			fmt.Fprintf(&line, " %d:%d", clock(clockMonotonic), used)
			due = used + sample
		}
	}
	line.WriteByte('\n')
	log.WriteString(line.String())
}

type job struct {
	name string
	goal time.Duration
	done chan struct{}
}

func (j job) work() {
	burn(j.name, j.goal)
	close(j.done)
}

func takeJobs() {
	for j := range jobs {
		j.work()
	}
}

func work(name string, goal time.Duration) {
	j := job{name, goal, make(chan struct{})}
	switch way {
	case "spawn":
		go j.work()
	case "pool":
		jobs <- j
	default:
		burn(name, goal)
		return
	}
	<-j.done
}

func handle(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	ms, err := strconv.Atoi(parts[3])
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if wait > 0 {
		time.Sleep(wait)
	}
	work(parts[2], time.Duration(ms)*time.Millisecond)
	fmt.Fprintln(w, "done")
}

func main() {
	ms, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	wait = time.Duration(ms) * time.Millisecond
	if len(os.Args) > 3 {
		way = os.Args[3]
	}
	for i := 0; way == "pool" && i < workers; i++ {
		go takeJobs()
	}
	if log, err = os.OpenFile(os.Getenv("BURN_LOG"), os.O_WRONLY|os.O_APPEND, 0); err != nil {
		panic(err)
	}
	http.HandleFunc("/burn/", handle)
	panic(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
