using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>
/// <c>zrepl stdinserver</c>: hands the two ends of an ssh session to the daemon and stays until the daemon has done with them, because sshd
/// ends the session with the command it ran (spec wire 6.3).
/// </summary>
public static class StdinserverProxy
{
    /// <summary>Part of the message for an identity that no job serves; the client tells by it that waiting does not help.</summary>
    internal const string UnknownIdentity = "no job serves client identity";

    /// <summary>What is said, also by Go's, once the daemon has been found; the client tells by it that it is a zrepl that the other side runs.</summary>
    internal const string Passing = "passing stdin and stdout fds to server";

    /// <summary>Hands over both descriptors and waits for the daemon's end.</summary>
    /// <param name="path">The socket of the client's identity.</param>
    /// <param name="input">What the client says; taken over.</param>
    /// <param name="output">What the client hears; taken over.</param>
    /// <param name="release">Closes the own copies of both, so that the daemon alone decides when a direction ends.</param>
    /// <param name="log">What is being done.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StdinserverException">Not possible; the message says why and what to do.</exception>
    public static async Task RunAsync(
        string path, SafeHandle input, SafeHandle output, Action release, Action<string> log, CancellationToken cancellation)
    {
        log("connecting to server");
        using var socket = await ConnectAsync(path, cancellation);
        Descriptors.MakeNonBlocking(input);
        Descriptors.MakeNonBlocking(output);
        log(Passing);
        try
        {
            DescriptorPassing.Send(socket, input, output);
        }
        catch (SocketException failure)
        {
            throw new StdinserverException($"cannot pass stdin and stdout to the zrepl daemon at {path}: {failure.Message}", failure);
        }

        release();
        log("wait for end of connection");
        if (!await IsToldOfEndAsync(socket, cancellation)) throw new StdinserverException("server indicates abnormal termination", isPassed: true);
    }

    /// <summary>Makes a number of this process, 0 or 1, lead nowhere.</summary>
    public static void Release(int descriptor)
    {
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        Descriptors.Replace(descriptor, nowhere);
    }

    /// <summary>Tells the client that there is no daemon for it.</summary>
    public static void SayProxyError(Stream output)
    {
        output.Write(SshBanner.ProxyError.Span);
        output.Flush();
    }

    private static async Task<Socket> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new StdinserverException(Explain(path, failure), failure);
        }
    }

    private static string Explain(string path, Exception failure) => (failure as SocketException)?.SocketErrorCode switch
    {
        SocketError.AccessDenied => $"no permission to connect to {path}; let ssh log in as the user that the zrepl daemon runs as",
        SocketError.ConnectionRefused => $"the zrepl daemon is not running: nobody answers at {path}",
        SocketError.AddressNotAvailable when HasNeighbours(path) =>
            $"{UnknownIdentity} '{Path.GetFileName(path)}': add it to client_identities of a job, or correct the command of this key in authorized_keys",
        SocketError.AddressNotAvailable =>
            $"there is no {path}: is the zrepl daemon running, does a job of it serve client identity '{Path.GetFileName(path)}', and does it use the same configuration file?",
        _ => $"cannot connect to {path}: {failure.Message}",
    };

    private static bool HasNeighbours(string path)
    {
        try
        {
            return Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Any(); // never the root: a name was put behind a directory
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<bool> IsToldOfEndAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], SocketFlags.None, cancellation) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
