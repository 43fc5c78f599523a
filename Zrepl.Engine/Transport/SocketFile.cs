using System.Net.Sockets;

namespace Zrepl.Engine.Transport;

/// <summary>A Unix socket as a file: who may reach it, and what may stand in its place. Source: spec config 5.3.</summary>
public static class SocketFile
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const int LongestPath = 107; // sun_path of sockaddr_un, less its NUL

    /// <summary>Makes the directory if it is missing, checks it, and removes a socket that a dead daemon left.</summary>
    /// <param name="path">Where the socket shall be.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="setting">The key that says where it is, for messages.</param>
    /// <param name="rival">Who may be listening there already, for messages.</param>
    /// <exception cref="SocketFileException">The socket cannot be made there.</exception>
    public static void Prepare(string path, string what, string setting, string rival = "another zrepl daemon")
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
            throw new SocketFileException($"cannot listen on {what} {path}: the path is longer than {LongestPath} bytes; set {setting}");
        var directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : "/";
        try
        {
            if (!Directory.Exists(directory)) Directory.CreateDirectory(directory, OnlyOwner);
            CheckDirectory(directory);
            if (IsThere(path)) RemoveStale(path, what, setting, rival);
        }
        catch (Exception failure) when (failure is (IOException or UnauthorizedAccessException) and not SocketFileException)
        {
            throw new SocketFileException($"cannot listen on {what} {path}: {failure.Message} Start as root, or set {setting}.", failure);
        }
    }

    private static void CheckDirectory(string directory)
    {
        var mode = File.GetUnixFileMode(directory);
        if ((mode & Others) != 0)
            throw new SocketFileException($"socket directory must not be world-accessible: {directory} (permissions are 0{Convert.ToString((int)mode, 8)}); run: chmod 0700 {directory}");
    }

    // File.Exists says no to sockets whose directory cannot be read; attributes tell.
    private static bool IsThere(string path)
    {
        try { return File.GetAttributes(path) >= 0; }
        catch (FileNotFoundException) { return false; }
    }

    private static void RemoveStale(string path, string what, string setting, string rival)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException)
        {
            throw new SocketFileException($"unexpected file type at path {path}: it is not a socket; remove it, or set {setting}");
        }

        throw new SocketFileException($"{rival} answers on the {what} {path}; end it first, or set {setting}");
    }

    // A regular file refuses connections just as a dead socket does.
    private static bool IsSocket(string path) =>
        (File.GetAttributes(path) & FileAttributes.Directory) == 0 && !IsOpenable(path);

    private static bool IsOpenable(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return true;
        }
        catch (IOException) // ENXIO: sockets cannot be opened
        {
            return false;
        }
    }
}
