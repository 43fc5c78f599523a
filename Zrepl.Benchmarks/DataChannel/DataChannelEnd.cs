using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Wire;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Benchmarks.DataChannel;

/// <summary>
/// Question: how fast do bytes go from the pipe of <c>zfs send</c> through the data channel into the pipe of <c>zfs receive</c>, and what does a GiB
/// cost? One stream, the code of the daemon on both sides, each side a process.
/// </summary>
internal static class DataChannelEnd
{
    private const string Copying = "tcp-copying"; // as where the kernel cannot move bytes by itself

    private static readonly JobName Job = JobName.Parse("bench");
    private static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Takes one stream in and writes it to standard output.</summary>
    /// <param name="transport">A transport of scripts/bench.</param>
    /// <param name="port">Where to listen on the loopback interface.</param>
    /// <param name="directory">Where the certificates are.</param>
    /// <param name="drops">True to take any number of streams in and write them nowhere, until it is killed.</param>
    public static async Task ServeAsync(string transport, string port, string directory, bool drops = false)
    {
        using var done = new CancellationTokenSource();
        await using var network = Network(transport);
        await await network.ServeAsync(
            Served(transport, port, directory), Job, new PipeReceiver(done, drops), () => Console.Error.WriteLine("listening"), done.Token, done.Token);
    }

    /// <summary>Sends many streams at once and looks at the memory of this process.</summary>
    public static async Task SendManyAsync(string transport, string port, string directory, int count, TimeSpan time)
    {
        await using var network = Network(transport);
        await ManyStreams.SendAsync(network, Connected(transport, port, directory), Job, count, time);
    }

    /// <summary>Sends standard input.</summary>
    public static async Task SendAsync(string transport, string port, string directory)
    {
        await using var network = Network(transport);
        await using var sink = network.ConnectToSink(Connected(transport, port, directory), Job);
        var to = new FilesystemVersion(VersionKind.Snapshot, "a", Guid: 1, CreateTxg: 1, CreationSeconds: 1, UserRefs: null);
        await using var input = Pipes.Input();
        await Times.ReportAsync(() => sink.Endpoint.ReceiveAsync(new(DatasetPath.Parse("tank"), to, true, Protection.Default), input, CancellationToken.None));
    }

    // Without compression: the source is made of zeros.
    private static NetworkTransport Network(string transport) =>
        new(NullLoggerFactory.Instance, TimeProvider.System, WireLimits.Default with { MaySplice = transport != Copying });

    private static ServeDefinition Served(string transport, string port, string directory)
    {
        if (!TcpClientRule.TryParse("127.0.0.1", "bench", out var rule, out var problem)) throw new InvalidOperationException(problem);
        return transport != "tls"
            ? new ServeDefinition.Tcp(new("127.0.0.1", port), false, TcpClientMap.Of([rule]))
            : new ServeDefinition.Tls(new("127.0.0.1", port), false, Certificates.FilesOf(directory, "server"), [ClientIdentity.Parse("client")], DialTimeout);
    }

    private static ConnectDefinition Connected(string transport, string port, string directory) => transport != "tls"
        ? new ConnectDefinition.Tcp(new("127.0.0.1", port), DialTimeout)
        : new ConnectDefinition.Tls(new("127.0.0.1", port), Certificates.FilesOf(directory, "client"), "server", DialTimeout);
}
