namespace Zrepl.Tests.Support;

/// <summary>A directory of its own for one test, removed afterwards.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private const int Tries = 50;

    public string Path { get; } = Directory.CreateTempSubdirectory("zrepl-test-").FullName;

    /// <summary>Writes a file below it, with the directories it needs.</summary>
    public string Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!); // below Path, hence with a parent
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (tries < Tries) // a process or a thread that is about to end made something in it in between
            {
                Thread.Sleep(tries);
            }
        }
    }
}
