using System.CommandLine;
using System.Net.WebSockets;
using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Cli.Pprof;

/// <summary><c>zrepl pprof activity-trace HOST:PORT</c>: what a daemon traces from now on, for <c>chrome://tracing</c> and its kin. Works with Go's daemon too.</summary>
internal static class ActivityTrace
{
    private const int BufferLength = 1 << 16;

    public static Command Create(Surroundings surroundings)
    {
        var address = new Argument<string?>("HOST:PORT") { Description = "where the daemon's listener is (see pprof listen)", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("activity-trace", "print the activity trace of a daemon until interrupted, as chrome trace events") { address };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(address) is not { } text) throw new CommandFailedException("exactly one positional argument is needed: HOST:PORT of the daemon's listener");
            if (!HostPort.TryParse(text, out var target, out var problem)) throw new CommandFailedException(problem);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, surroundings.Stop);
            try { await CopyAsync(target, surroundings, stop.Token); }
            catch (WebSocketException failure) { throw new CommandFailedException($"activity trace of {target}: {failure.GetBaseException().Message}"); }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { /* told to end: the normal way */ }
        });
        return command;
    }

    private static async Task CopyAsync(HostPort target, Surroundings surroundings, CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "http://localhost/"); // Go's server takes nobody without one
        var host = target.Host.Length == 0 ? target with { Host = "localhost" } : target;
        await socket.ConnectAsync(new($"ws://{host}/debug/zrepl/activity-trace"), cancellation);
        await using var output = surroundings.OpenOutput();
        var buffer = new byte[BufferLength];
        while (await socket.ReceiveAsync(buffer.AsMemory(), cancellation) is { MessageType: not WebSocketMessageType.Close } received)
        {
            await output.WriteAsync(buffer.AsMemory(0, received.Count), cancellation);
            if (received.EndOfMessage) await output.FlushAsync(cancellation);
        }
    }
}
