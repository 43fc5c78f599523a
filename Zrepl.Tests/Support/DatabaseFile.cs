using Microsoft.Data.Sqlite;

namespace Zrepl.Tests.Support;

/// <summary>The history's file goes wrong.</summary>
internal static class DatabaseFile
{
    /// <summary>Nothing in it makes sense any more; what is read next meets that, unless it is open at this moment.</summary>
    public static void Break(string path)
    {
        SqliteConnection.ClearAllPools();
        foreach (var companion in new[] { "-wal", "-shm" }) File.Delete(path + companion);
        File.WriteAllText(path, new string('x', 8192));
    }
}
