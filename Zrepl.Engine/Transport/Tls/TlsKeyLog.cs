namespace Zrepl.Engine.Transport.Tls;

/// <summary>
/// Lets the platform write the keys of all TLS connections into a file, as <c>ZREPL_KEYLOG_FILE</c> asks for, so that recorded traffic can be
/// decrypted while something is investigated. Source: spec wire 6.2.
/// </summary>
public static class TlsKeyLog
{
    private const string Switch = "System.Net.EnableSslKeyLogging";
    private const string Variable = "SSLKEYLOGFILE"; // where the platform looks for the file's name
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Empties the file, or makes it, readable to its owner only. Has to come before the process's first TLS connection.</summary>
    /// <param name="path">The file, in the format that Wireshark reads.</param>
    /// <exception cref="TlsFileException">It cannot be written.</exception>
    public static void Begin(string path)
    {
        try
        {
            File.WriteAllBytes(path, []);
            File.SetUnixFileMode(path, OnlyOwner);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var why = failure switch
            {
                DirectoryNotFoundException => "no such directory",
                UnauthorizedAccessException => Directory.Exists(path) ? "it is a directory" : "permission denied",
                _ => failure.Message,
            };
            throw new TlsFileException($"cannot write the TLS keys to {path}, as ZREPL_KEYLOG_FILE says: {why}", failure);
        }

        Environment.SetEnvironmentVariable(Variable, Path.GetFullPath(path));
        AppContext.SetSwitch(Switch, true);
    }
}
