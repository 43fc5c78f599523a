// One end of the data connection of Go zrepl, as a baseline for scripts/bench data-channel. Not part of the product and built by hand, inside a
// checkout of Go zrepl 0.7, whose internal packages it uses:
//
//	mkdir internal/bench && cp .../scripts/bench.d/go-data-channel/main.go internal/bench/ && go build -o go-data-channel ./internal/bench
//
// ZREPL_GO_DATA_CHANNEL names the program then. It says and takes the same as Zrepl.Benchmarks serve and send.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/zrepl/zrepl/internal/config"
	"github.com/zrepl/zrepl/internal/logger"
	"github.com/zrepl/zrepl/internal/replication/logic/pdu"
	"github.com/zrepl/zrepl/internal/rpc/dataconn"
	"github.com/zrepl/zrepl/internal/rpc/dataconn/timeoutconn"
	"github.com/zrepl/zrepl/internal/transport"
	"github.com/zrepl/zrepl/internal/transport/tls"
)

func main() {
	if len(os.Args) != 5 {
		fail(errors.New("usage: serve|send tcp|tls PORT DIRECTORY"))
	}
	way, port, directory := os.Args[2], os.Args[3], os.Args[4]
	if os.Args[1] == "serve" {
		serve(way, "127.0.0.1:"+port, directory)
	} else {
		send(way, "127.0.0.1:"+port, directory)
	}
}

func serve(way, address, directory string) {
	var listener transport.AuthenticatedListener
	if way == "tls" {
		factory, err := tls.TLSListenerFactoryFromConfig(nil, &config.TLSServe{
			Listen: address, Ca: filepath.Join(directory, "client.crt"), Cert: filepath.Join(directory, "server.crt"), Key: filepath.Join(directory, "server.key"),
			ClientCNs: []string{"client"}, HandshakeTimeout: 10 * time.Second,
		}, config.ParseFlagsNone)
		fail(err)
		listener, err = factory()
		fail(err)
	} else {
		plain, err := net.Listen("tcp", address)
		fail(err)
		listener = plainListener{plain.(*net.TCPListener)}
	}
	fmt.Fprintln(os.Stderr, "listening")
	dataconn.NewServer(nil, nil, logger.NewNullLogger(), sink{}).Serve(context.Background(), listener)
}

func send(way, address, directory string) {
	began := time.Now()
	var dial connecter = plainConnecter{address}
	if way == "tls" {
		secure, err := tls.TLSConnecterFromConfig(&config.TLSConnect{
			Address: address, Ca: filepath.Join(directory, "server.crt"), Cert: filepath.Join(directory, "client.crt"), Key: filepath.Join(directory, "client.key"),
			ServerCN: "server", DialTimeout: 10 * time.Second,
		}, config.ParseFlagsNone)
		fail(err)
		dial = secure
	}
	_, err := dataconn.NewClient(dial, logger.NewNullLogger()).ReqRecv(context.Background(), &pdu.ReceiveReq{}, os.Stdin)
	fail(err)
	fmt.Fprintf(os.Stderr, "took %.3f\n", time.Since(began).Seconds())
	reportProcessor()
}

type connecter interface {
	Connect(context.Context) (timeoutconn.Wire, error)
}

type plainConnecter struct{ address string }

func (c plainConnecter) Connect(context.Context) (timeoutconn.Wire, error) {
	connection, err := net.Dial("tcp", c.address)
	if err != nil {
		return nil, err
	}
	return connection.(*net.TCPConn), nil
}

type plainListener struct{ *net.TCPListener }

func (l plainListener) Accept(context.Context) (*transport.AuthConn, error) {
	connection, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return transport.NewAuthConn(connection, "client"), nil
}

// Receives one stream, and ends the program once the answer is on its way.
type sink struct{}

func (sink) Receive(_ context.Context, _ *pdu.ReceiveReq, stream io.ReadCloser) (*pdu.ReceiveRes, error) {
	_, err := io.Copy(os.Stdout, stream)
	go func() {
		time.Sleep(300 * time.Millisecond)
		reportProcessor()
		os.Exit(0)
	}()
	return &pdu.ReceiveRes{}, err
}

func (sink) Send(context.Context, *pdu.SendReq) (*pdu.SendRes, io.ReadCloser, error) {
	return nil, nil, errors.New("only receives")
}

func (sink) PingDataconn(context.Context, *pdu.PingReq) (*pdu.PingRes, error) {
	return nil, errors.New("only receives")
}

func reportProcessor() {
	var usage syscall.Rusage
	fail(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	seconds := func(time syscall.Timeval) float64 { return float64(time.Sec) + float64(time.Usec)/1e6 }
	fmt.Fprintf(os.Stderr, "cpu %.3f\n", seconds(usage.Utime)+seconds(usage.Stime))
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
