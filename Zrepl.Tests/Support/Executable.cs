using System.Diagnostics;

namespace Zrepl.Tests.Support;

/// <summary>A script that is run at once.</summary>
internal static class Executable
{
    /// <summary>
    /// Writes it. Not by this process: what it has open for writing is open too in each child that another test starts at that moment, until the child is another program,
    /// and until then the kernel runs the script for nobody ("text file busy").
    /// </summary>
    /// <returns>Its path.</returns>
    public static string Write(string path, string text)
    {
        File.WriteAllText(path + ".text", text);
        File.SetUnixFileMode(path + ".text", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var copy = Process.Start("cp", ["-p", "-f", path + ".text", path]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
        File.Delete(path + ".text");
        return path;
    }
}
