using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Engine.Configuration;

/// <summary>Where to connect or to listen: a host, which may be empty for "all addresses", and a port, which may be a service's name.</summary>
/// <remarks>IPv6 addresses stand in brackets. Source: spec config 2.2 rule 9; Go's <c>net.SplitHostPort</c>.</remarks>
/// <param name="Host">Name or address, without brackets; may be empty.</param>
/// <param name="Port">Number or service name; may be empty, which means any free port.</param>
public sealed record HostPort(string Host, string Port)
{
    /// <summary>Reads an address; <paramref name="problem"/> gives Go's text for one that is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostPort? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        var colon = text.LastIndexOf(':');
        if (colon < 0) problem = "missing port in address";
        else if (text.StartsWith('[')) problem = ProblemInBrackets(text, colon);
        else problem = text.IndexOf(':', StringComparison.Ordinal) < colon ? "too many colons in address" : null;
        problem ??= text.AsSpan(text.StartsWith('[') ? 1 : 0).Contains('[') ? "unexpected '[' in address" : null;
        problem ??= text.Contains(']', StringComparison.Ordinal) && !text.StartsWith('[') ? "unexpected ']' in address" : null;
        if (problem is null) address = new(text[..colon].TrimStart('[').TrimEnd(']'), text[(colon + 1)..]);
        else problem = $"address {text}: {problem}";
        return problem is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static string? ProblemInBrackets(string text, int lastColon)
    {
        var end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0) return "missing ']' in address";
        if (end + 1 == text.Length) return "missing port in address";
        if (end + 1 == lastColon) return null;
        return text[end + 1] == ':' ? "too many colons in address" : "missing port in address";
    }
}
