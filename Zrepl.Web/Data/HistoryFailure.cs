using Microsoft.Data.Sqlite;

namespace Zrepl.Web.Data;

/// <summary>What a failure of the database means for the history. Codes are SQLite's (sqlite.org/rescode.html).</summary>
internal static class HistoryFailure
{
    /// <summary>SQLite's code for a file whose content makes no sense.</summary>
    public const int Corrupt = 11;

    private const int Error = 1, Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>True if the file is not usable any more and a new one has to be begun.</summary>
    public static bool IsDamage(Exception failure) => CodeOf(failure) is Corrupt or NotADatabase || IsEmptied(failure);

    /// <summary>True if the same can succeed later.</summary>
    public static bool IsPassing(Exception failure) =>
        CodeOf(failure) is Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen
        || Chain(failure).Any(link => link is IOException or UnauthorizedAccessException);

    /// <summary>
    /// True if it may come from a connection whose file was replaced while it was open: it fails for ever, while one opened anew tells what is there now.
    /// </summary>
    public static bool IsOfConnection(Exception failure) => CodeOf(failure) is InputOutput or ReadOnly;

    /// <summary>What is wrong and what to do about it.</summary>
    public static string Text(Exception failure, string path) => CodeOf(failure) switch
    {
        Busy or Locked => $"{path} is locked by another program; end that program",
        ReadOnly => $"{path} cannot be written; check its owner and mode, and whether the filesystem is mounted read-only",
        Full => $"the disk of {path} is full; make room on it",
        InputOutput => $"reading or writing {path} failed; check the disk and the kernel's log",
        Corrupt or NotADatabase or Error when IsDamage(failure) => $"{path} is damaged; it is set aside and a new one begun",
        CannotOpen => $"{path} cannot be opened; check that its directory exists and belongs to the user of the daemon",
        _ when failure.GetBaseException() is NewerSchemaException newer => $"{path} {newer.Message}",
        _ => $"{path}: {failure.GetBaseException().Message}",
    };

    // A file that was cut to nothing is an empty database to SQLite; ours has its tables from the moment it was opened.
    private static bool IsEmptied(Exception failure) => Chain(failure).OfType<SqliteException>().FirstOrDefault() is { SqliteErrorCode: Error } error
        && error.Message.Contains("no such table", StringComparison.Ordinal);

    private static int? CodeOf(Exception failure) => Chain(failure).OfType<SqliteException>().FirstOrDefault()?.SqliteErrorCode;

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var link = failure; link is not null; link = link.InnerException) yield return link;
    }
}
