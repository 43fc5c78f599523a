using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>
/// What the other side gave as its reason in the language of TLS. .NET shows it only inside the text of OpenSSL's error:
/// <c>error:0A000418:SSL routines::tlsv1 alert unknown ca</c>, where the low 23 bits are 1000 + the alert's number (RFC 8446, 6).
/// </summary>
internal static partial class TlsAlert
{
    private const int FirstAlert = 1000;
    private const int ReasonBits = 0x7FFFFF;

    /// <summary>The alert's number, or null if none came.</summary>
    public static int? NumberIn(Exception failure)
    {
        for (var link = failure; link is not null; link = link.InnerException)
        {
            if (OpenSslError().Match(link.Message) is not { Success: true } match) continue;
            var reason = int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ReasonBits;
            if (reason is > FirstAlert and < FirstAlert + 256) return reason - FirstAlert;
        }

        return null;
    }

    /// <summary>What an alert says about our certificate.</summary>
    public static string Words(int alert) => alert switch
    {
        40 => "the two sides have no TLS version or cipher in common, or it wants another certificate (handshake failure)",
        42 => "it takes our certificate for a bad one (bad certificate)",
        43 => "it cannot use this kind of certificate (unsupported certificate)",
        44 => "it says that our certificate was revoked",
        45 => "it says that our certificate has expired or is not valid yet",
        46 => "it does not accept our certificate (certificate unknown)",
        48 => "its ca file does not contain the authority that issued our certificate (unknown ca)",
        49 => "it does not let us in (access denied)",
        70 => "it wants another version of TLS; zrepl speaks 1.2 and 1.3 (protocol version)",
        80 => "it failed by itself, see its log (internal error)",
        112 => "it does not know the name in server_cn (unrecognized name)",
        116 => "it wants a certificate, and we showed none (certificate required)",
        _ => $"TLS alert {alert.ToString(CultureInfo.InvariantCulture)}",
    };

    [GeneratedRegex("error:([0-9A-Fa-f]{8}):")]
    private static partial Regex OpenSslError();
}
