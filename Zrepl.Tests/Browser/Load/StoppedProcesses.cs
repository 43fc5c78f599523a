using System.Globalization;
using System.Runtime.InteropServices;

namespace Zrepl.Tests.Browser.Load;

/// <summary>Lets all processes of a browser stand still, and go on.</summary>
internal static class StoppedProcesses
{
    public const int Stop = 19; // SIGSTOP
    public const int Continue = 18; // SIGCONT

    /// <summary>Sends a signal to every process that has a variable, and to all that descend from those, which may have written over theirs.</summary>
    /// <param name="variable">Its name.</param>
    /// <param name="signal">The number.</param>
    public static void Signal(string variable, int signal)
    {
        var running = Directory.EnumerateDirectories("/proc").Select(directory => (Directory: directory, Id: NumberOf(directory))).Where(one => one.Id is not null)
            .Select(one => (Id: one.Id!.Value, Parent: ParentOf(one.Directory), IsMarked: Has(one.Directory, variable))).ToList();
        var reached = running.Where(one => one.IsMarked).Select(one => one.Id).ToHashSet();
        if (reached.Count == 0) throw new InvalidOperationException($"no process has {variable} in its environment");
        while (running.Any(one => reached.Contains(one.Parent) && reached.Add(one.Id)))
        {
            // one more
        }

        foreach (var process in reached) _ = Kill(process, signal); // one that has ended meanwhile stands still already
    }

    private static int? NumberOf(string directory) =>
        int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int ParentOf(string directory)
    {
        try
        {
            var stat = File.ReadAllText(directory + "/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture); // behind the name, which may hold anything
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }

    private static bool Has(string directory, string variable)
    {
        try
        {
            return ("\0" + File.ReadAllText(directory + "/environ")).Contains($"\0{variable}=", StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended, or is another user's
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
