using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Zrepl.Web.Security.SecondFactor;

/// <summary>Codes to write down, each good for one sign-in without the authenticator. Only their hashes are kept; they are too long to be guessed.</summary>
internal static class RecoveryCodes
{
    /// <summary>How many are made.</summary>
    public const int Count = 10;

    private const int Half = 5;
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789"; // none that looks like another

    /// <summary>Makes new ones, such as <c>k3v9p-mx4wq</c>.</summary>
    public static ImmutableArray<string> Make() =>
        [.. Enumerable.Range(0, Count).Select(_ => $"{RandomNumberGenerator.GetString(Letters, Half)}-{RandomNumberGenerator.GetString(Letters, Half)}")];

    /// <summary>What is kept of them.</summary>
    public static string Hashes(IEnumerable<string> codes) => string.Join('\n', codes.Select(Hash));

    /// <summary>What is kept after one was used; null: it is none of them.</summary>
    public static string? Without(string hashes, string code)
    {
        var kept = hashes.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        return kept.Remove(Hash(code)) ? string.Join('\n', kept) : null;
    }

    /// <summary>How many are left.</summary>
    public static int Left(string hashes) => hashes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim().ToLowerInvariant())));
}
