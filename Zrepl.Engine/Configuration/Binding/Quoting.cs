using System.Buffers;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>When a text may stand in YAML without quotes and still be read as that text, by any reader.</summary>
internal static class Quoting
{
    private static readonly SearchValues<char> Safe =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+ ");

    public static bool IsPlainSafe(string text) =>
        text.Length > 0 && text.AsSpan().IndexOfAnyExcept(Safe) < 0 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != ' '
        && new YamlScalar(text, IsPlain: true).Tag == "!!str";
}
