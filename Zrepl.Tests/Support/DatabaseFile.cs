using Microsoft.Data.Sqlite;

namespace Zrepl.Tests.Support;

/// <summary>The history's file goes wrong, or is looked at from outside.</summary>
internal static class DatabaseFile
{
    private static readonly string[] Companions = ["-wal", "-shm"];

    /// <summary>Nothing in it makes sense any more; what is read next meets that.</summary>
    public static async Task BreakAsync(string path)
    {
        await ClosedAsync(path);
        foreach (var companion in Companions) File.Delete(path + companion);
        await File.WriteAllTextAsync(path, new string('x', 8192));
    }

    /// <summary>
    /// Closes it and waits until nobody in this process has it open: a connection that is in use meanwhile is closed when it is given back, and one that outlived its file
    /// would read on in a journal that is gone.
    /// </summary>
    public static async Task ClosedAsync(string path)
    {
        using var limit = new CancellationTokenSource(Deadline.OfATest);
        string[] files = [path, .. Companions.Select(companion => path + companion)];
        while (true)
        {
            SqliteConnection.ClearAllPools();
            if (!OpenFiles().Any(files.Contains)) return;
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token); // whoever has it open is at work
        }
    }

    private static IEnumerable<string?> OpenFiles() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget); // of one closed by now: null
}
