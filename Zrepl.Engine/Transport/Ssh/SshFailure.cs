using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>What it means that ssh ended before the other side's zrepl spoke. The only reader of ssh's texts.</summary>
internal static class SshFailure
{
    private const int ConnectionFailed = 255; // ssh's own
    private const int NotFound = 127; // the shell's on the other side
    private const int KilledBySignal = 128;

    /// <summary>The exception to throw: one that invites to try again if the network or the other machine can be the reason.</summary>
    public static Exception Of(ConnectDefinition.SshStdinserver definition, string peer, int exitCode, string errorText)
    {
        var what = $"{peer}: ssh: '{(errorText.Length > 0 ? errorText : "no message")}' (exit status {exitCode})";
        return AdviceFor(definition, exitCode, errorText) is { } advice
            ? new PeerRefusedException($"{what}. {advice}")
            : new ConnectionLostException(what);
    }

    private static string? AdviceFor(ConnectDefinition.SshStdinserver definition, int exitCode, string text)
    {
        if (Says("not accessible") || Says("no such identity")) return $"Correct connect.identity_file: {definition.IdentityFile} is not there, or zrepl may not read it";
        if (Says("UNPROTECTED PRIVATE KEY") || Says("bad permissions")) return $"Run: chmod 0600 {definition.IdentityFile}";
        if (Says("REMOTE HOST IDENTIFICATION HAS CHANGED") || Says("Host key verification failed"))
            return $"The key of {definition.Host} is not the known one: as the user that zrepl runs as, run: ssh -p {definition.Port} {definition.User}@{definition.Host}"
                + " and compare the fingerprint with the other machine's";
        if (Says("Permission denied"))
            return $"The other side does not accept the key {definition.IdentityFile}: add its public half to authorized_keys of {definition.User} there, with "
                + "command=\"zrepl stdinserver IDENTITY\",restrict before it";
        if (Says("Bad configuration option") || Says("command-line")) return "Correct connect.options";
        if (exitCode == NotFound || Says("command not found")) return "Name the full path of zrepl in command=\"...\" of authorized_keys on the other side";
        if (exitCode is ConnectionFailed or > KilledBySignal) return null;
        if (Says(StdinserverProxy.Passing)) return null; // the right program, whose daemon ended this connection, as it does when its beginning takes too long
        return "The other side ran something else than zrepl stdinserver; check command=\"zrepl stdinserver IDENTITY\" of this key in authorized_keys there";

        bool Says(string clue) => text.Contains(clue, StringComparison.OrdinalIgnoreCase);
    }
}
