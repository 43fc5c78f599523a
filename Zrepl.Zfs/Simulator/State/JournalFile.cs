using System.Globalization;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>
/// The journal of a directory: <c>journal-GENERATION-LENGTH</c>, one transaction per line. A new generation begins with a dump of
/// <c>LENGTH</c> bytes of the whole model and replaces the one before. Only its owner who holds the directory's lock touches it.
/// </summary>
internal sealed class JournalFile(string directory, bool syncsToDisk) : IDisposable
{
    // A journal is rewritten when the lines after the dump outweigh it by far.
    private const long WorthRewriting = 4 * 1024 * 1024;
    private const string Prefix = "journal-";

    private FileStream? _file;
    private long _generation;
    private long _dumpLength;
    private long _read;

    public bool IsWorthRewriting => _read > WorthRewriting + 3 * _dumpLength;

    /// <summary>True if nothing was ever written.</summary>
    public bool IsEmpty => _read == 0;

    /// <summary>Opens the newest generation.</summary>
    /// <returns>True if it is another one than last time: everything has to be read again.</returns>
    public bool Open()
    {
        var newest = Directory.GetFiles(directory, Prefix + "*-*").Select(NumbersOf).OfType<(long Generation, long DumpLength)>().DefaultIfEmpty((1, 0)).Max();
        if (_file is not null && newest.Generation == _generation) return false;
        _file?.Dispose();
        (_generation, _dumpLength, _read) = (newest.Generation, newest.DumpLength, 0);
        _file = new FileStream(PathOf(_generation, _dumpLength), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        return true;
    }

    /// <summary>The lines that were added since the last time; half a line at the end is cut off.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> ReadNew()
    {
        var file = Opened;
        if (file.Length == _read) yield break;
        var added = new byte[file.Length - _read];
        file.Position = _read;
        file.ReadExactly(added);
        for (var start = 0; start < added.Length;)
        {
            var length = added.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                file.SetLength(_read);
                yield break;
            }

            yield return added.AsMemory(start, length);
            start += length + 1;
            _read += length + 1;
        }
    }

    /// <summary>Adds a line and waits until the disk has it.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        var file = Opened;
        file.Position = _read;
        file.Write([.. line, (byte)'\n']);
        if (syncsToDisk) file.Flush(flushToDisk: true);
        _read += line.Length + 1;
    }

    /// <summary>Begins a new generation with these lines; the old one stays until the new one is complete.</summary>
    public void Rewrite(IEnumerable<byte[]> lines)
    {
        var unfinished = Path.Combine(directory, "unfinished");
        long length;
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            foreach (var line in lines)
            {
                file.Write(line);
                file.WriteByte((byte)'\n');
            }

            file.Flush(syncsToDisk);
            length = file.Length;
        }

        var old = PathOf(_generation, _dumpLength);
        File.Move(unfinished, PathOf(_generation + 1, length));
        File.Delete(old);
        Open();
        _read = length;
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Opened => _file ?? throw new InvalidOperationException("The journal was never opened.");

    private string PathOf(long generation, long dumpLength) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{generation}-{dumpLength}"));

    private static (long Generation, long DumpLength)? NumbersOf(string path) =>
        Path.GetFileName(path)[Prefix.Length..].Split('-') is [var generation, var length]
        && long.TryParse(generation, CultureInfo.InvariantCulture, out var number) && long.TryParse(length, CultureInfo.InvariantCulture, out var bytes)
            ? (number, bytes) : null;
}
