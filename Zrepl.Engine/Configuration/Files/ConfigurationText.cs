using System.Text;

namespace Zrepl.Engine.Configuration.Files;

/// <summary>Reads the text of a file: UTF-8, or UTF-16 with a byte order mark, as go-yaml does.</summary>
internal static class ConfigurationText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; null and a reason if that is not possible.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="unsaved">Texts that are taken for those of the files.</param>
    /// <param name="problem">The reason.</param>
    public static string? Read(string path, IReadOnlyDictionary<string, string> unsaved, out string? problem)
    {
        problem = null;
        if (unsaved.TryGetValue(path, out var text)) return text;
        try
        {
            using var reader = new StreamReader(path, StrictUtf8, detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            problem = failure switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
                DecoderFallbackException => "not UTF-8",
                UnauthorizedAccessException when Directory.Exists(path) => "is a directory",
                UnauthorizedAccessException => "permission denied",
                _ => failure.Message,
            };
            return null;
        }
    }
}
