using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Zrepl.Benchmarks.DataChannel;

/// <summary>
/// The baselines: the same way for the bytes without any protocol, pipe to socket and socket to pipe, with one buffer, or without one inside the
/// kernel.
/// </summary>
internal static partial class PlainSocket
{
    private const int BufferLength = 1024 * 1024;
    private const uint MovePages = 1; // SPLICE_F_MOVE

    public static async Task ServeAsync(string port)
    {
        using var connection = await AcceptAsync(port);
        await using var stream = new NetworkStream(connection);
        await using var output = Pipes.Output();
        await stream.CopyToAsync(output, BufferLength);
    }

    public static async Task SendAsync(string port)
    {
        using var connection = await ConnectAsync(port);
        await using var stream = new NetworkStream(connection);
        await using var input = Pipes.Input();
        await Times.ReportAsync(async () =>
        {
            await input.CopyToAsync(stream, BufferLength);
            connection.Shutdown(SocketShutdown.Send);
            await connection.ReceiveAsync(new byte[1]); // the other side has written everything
        });
    }

    public static async Task ServeMovingAsync(string port)
    {
        using var connection = await AcceptAsync(port);
        using var output = Pipes.OutputHandle();
        Move(connection.SafeHandle, output);
    }

    public static async Task SendMovingAsync(string port)
    {
        using var connection = await ConnectAsync(port);
        using var input = Pipes.InputHandle();
        await Times.ReportAsync(() =>
        {
            Move(input, connection.SafeHandle);
            connection.Shutdown(SocketShutdown.Send);
            connection.Receive(new byte[1]); // the other side has written everything
            return Task.CompletedTask;
        });
    }

    private static async Task<Socket> AcceptAsync(string port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
        listener.Listen();
        await Console.Error.WriteLineAsync("listening");
        return listener.Accept(); // not asynchronously: then it would not wait in the kernel
    }

    private static Task<Socket> ConnectAsync(string port)
    {
        var connection = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        connection.Connect(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        return Task.FromResult(connection);
    }

    private static void Move(SafeHandle from, SafeHandle to)
    {
        while (true)
        {
            var count = Splice(from, 0, to, 0, BufferLength, MovePages);
            if (count == 0) return;
            if (count < 0) throw new IOException($"splice: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static partial nint Splice(SafeHandle from, nint fromOffset, SafeHandle to, nint toOffset, nint length, uint flags);
}
