using System.Text;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>
/// What both ends say before the connection is one: ASCII, filled up with NUL to 31 bytes (spec wire 6.3, Go package netssh).
/// <code>
///   server  53 53 48 43 4f 4e 5f 48 45 4c 4f                       + 20 x 00   SSHCON_HELO
///   client  53 53 48 43 4f 4e 5f 42 45 47 49 4e                    + 19 x 00   SSHCON_BEGIN
///   proxy   53 53 48 43 4f 4e 5f 50 52 4f 58 59 5f 45 52 52 4f 52  + 13 x 00   SSHCON_PROXY_ERROR, in place of HELO
/// </code>
/// </summary>
internal static class SshBanner
{
    public const int Length = 31;

    /// <summary>The daemon behind the ssh server is there.</summary>
    public static ReadOnlyMemory<byte> Hello { get; } = Of("SSHCON_HELO");

    /// <summary>The client begins.</summary>
    public static ReadOnlyMemory<byte> Begin { get; } = Of("SSHCON_BEGIN");

    /// <summary><c>zrepl stdinserver</c> does not reach its daemon.</summary>
    public static ReadOnlyMemory<byte> ProxyError { get; } = Of("SSHCON_PROXY_ERROR");

    /// <summary>Unknown bytes in words, without the filling.</summary>
    public static string Describe(ReadOnlySpan<byte> bytes) => GoQuote.Quote(Encoding.Latin1.GetString(bytes).TrimEnd('\0'));

    private static byte[] Of(string text)
    {
        var bytes = new byte[Length];
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }
}
