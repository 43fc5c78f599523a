using System.Security.Authentication;
using System.Text;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>Says in words why a handshake failed, from what is known of it.</summary>
/// <param name="peer">What to call the connection: our dialer's description or the client's address.</param>
/// <param name="isServer">True if the other side is the server.</param>
/// <param name="ours">What we showed and trust.</param>
internal sealed class TlsDiagnosis(string peer, bool isServer, TlsCredentials ours)
{
    // Types of TLS records: change cipher spec, alert, handshake, application data.
    private const byte FirstRecordType = 20;
    private const byte LastRecordType = 23;

    private string Side => isServer ? "server" : "client";

    /// <summary>Our verdict over the other side's certificate, if it was negative.</summary>
    public string? Problem { get; set; }

    /// <summary>The exception to throw.</summary>
    /// <param name="failure">What came out of the handshake.</param>
    /// <param name="underlay">What came over the connection.</param>
    /// <param name="limit">Set if time is what ran out.</param>
    public Exception Explain(Exception failure, TlsUnderlay underlay, TimeSpan? limit)
    {
        if (Problem is not null) return Refused($"the {Side}'s certificate is not accepted: {Problem}", failure);
        var first = underlay.First.Span;
        if (first.Length > 0 && first[0] is < FirstRecordType or > LastRecordType) return Refused(NoTls(first), failure);
        if (limit is { } time)
        {
            var answer = first.Length == 0
                ? isServer ? "It accepts connections, but answers nothing: is it a zrepl job, or does it hang?" : "It sent nothing"
                : "It began, but did not go on";
            return new ConnectionLostException($"{peer}: TLS handshake was not finished within {GoDuration.Format(time)}. {answer}", failure);
        }

        if (TlsAlert.NumberIn(failure) is { } alert) return Refused($"the {Side} broke the TLS handshake off: {TlsAlert.Words(alert)}. We show {ours.OwnInWords}", failure);
        if (underlay.IsEnded || WireFailure.IsEndedByPeer(failure))
            return first.Length == 0 ? SilentEnd(failure) : EndInTheMiddle(failure);
        return failure is AuthenticationException
            ? Refused($"TLS handshake failed: {Innermost(failure).Message}", failure)
            : new ConnectionLostException($"{peer}: connection failed during the TLS handshake: {failure.Message}", failure);
    }

    // Whoever does not like a certificate says so in an alert. A server that restarts cannot.
    private Exception EndInTheMiddle(Exception failure)
    {
        var text = $"the {Side} ended the connection during the TLS handshake without a reason";
        return isServer
            ? new ConnectionLostException($"{peer}: {text}. It may be restarting; if this goes on, it does not accept our certificate, and its log says more. We show {ours.OwnInWords}", failure)
            : Refused($"{text}. Most likely it does not accept our certificate; its log says more. We show {ours.OwnInWords}", failure);
    }

    // One that restarts, or was too busy to answer in its own time, is gone like that, too.
    private ConnectionLostException SilentEnd(Exception failure) => isServer
        ? new($"{peer}: the server closed the connection before it said anything of TLS. It may be restarting or overloaded; if this goes on, it does not accept connections from this address, or is no zrepl job with serve type tls. Its log says more", failure)
        : new($"{peer}: the client went away without a word (a port scan or a health check does that)", failure);

    private string NoTls(ReadOnlySpan<byte> first)
    {
        var begins = GoQuote.Quote(Encoding.Latin1.GetString(first[..Math.Min(first.Length, 32)]));
        if (first.StartsWith("00000000"u8))
            return isServer ? "the server speaks zrepl without TLS: its serve section is of type tcp. Both sides must have the same type"
                : "the client speaks zrepl without TLS: its connect section is of type tcp. Both sides must have the same type";
        return $"the {Side} does not speak TLS; it begins with {begins}. " + (isServer ? "Another service has this port" : "It is no zrepl daemon");
    }

    private PeerRefusedException Refused(string text, Exception failure) => new($"{peer}: {text}", failure);

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure;
    }
}
