using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator;

/// <summary>
/// Pseudo files of a simulated host: what programs would write into mounted filesystems and volumes. Their content is a pattern made from a
/// seed, so that a terabyte needs no memory; streams carry the real bytes of it.
/// </summary>
public sealed class SimulatedFiles
{
    private readonly SimulatedHost _host;

    internal SimulatedFiles(SimulatedHost host) => _host = host;

    /// <summary>Writes a whole file, or replaces it.</summary>
    /// <param name="dataset">Full name of the filesystem, whatever it is mounted on.</param>
    /// <param name="name">Name of the file, without directories.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="seed">Decides the content.</param>
    /// <param name="isCompressible">True if half of it is zeros.</param>
    /// <exception cref="IOException">The dataset is missing, cannot be written, or the pool is full.</exception>
    public async Task WriteAsync(string dataset, string name, long size, ulong seed, bool isCompressible = false)
    {
        using var session = await _host.EnterAsync(CancellationToken.None);
        var target = Writable(session, dataset, (ulong)size);
        var birth = target.Pool.Txg + 1;
        var directory = ReadDirectory(target.Content);
        var isNew = !directory.TryGetValue(name, out var id);
        if (isNew) id = NextObject(target.Content);
        var recordSize = uint.Parse(PropertyLookup.Effective(target, "recordsize", session.Rules.Version), CultureInfo.InvariantCulture);
        var blockSize = size > recordSize ? recordSize : Math.Max(512, ((uint)size + 511) & ~511u);
        var blocks = ((ulong)size + blockSize - 1) / blockSize;
        var edits = ImmutableArray.CreateBuilder<ObjectEdit>();
        edits.Add(new PutObject(id, ObjectTypes.PlainFile, blockSize, ObjectTypes.SystemAttributes, FileBonus.Write((ulong)size, birth, session.NowSeconds), birth));
        edits.Add(new FreeBlocks(id, 0, ulong.MaxValue, birth));
        if (blocks > 0) edits.Add(new WritePattern(id, 0, blocks, seed, isCompressible, birth));
        if (isNew)
        {
            directory[name] = id;
            AddDirectory(edits, directory, birth);
        }

        session.Commit(target.Pool, new ChangeContent(dataset, edits.ToImmutable()), new MarkReceiving(dataset, target.IsInconsistent, target.Resume, target.UsesLargeBlocks || blockSize > 128 * 1024));
    }

    /// <summary>Writes over some blocks of a file or, with an empty name, of a volume.</summary>
    /// <param name="dataset">Full name of the filesystem or volume.</param>
    /// <param name="name">Name of the file; empty for a volume.</param>
    /// <param name="offset">First byte; rounded down to a whole block.</param>
    /// <param name="length">Bytes; rounded up to whole blocks.</param>
    /// <param name="seed">Decides the content.</param>
    /// <exception cref="IOException">Something is missing, cannot be written, or the pool is full.</exception>
    public async Task OverwriteAsync(string dataset, string name, long offset, long length, ulong seed)
    {
        using var session = await _host.EnterAsync(CancellationToken.None);
        var target = Writable(session, dataset, (ulong)length);
        var id = target.Type == EntityTypes.Volume ? InitialContent.VolumeData : FindFile(target.Content, dataset, name);
        var blockSize = target.Content.Objects[id].BlockSize;
        var first = (ulong)offset / blockSize;
        var end = ((ulong)(offset + length) + blockSize - 1) / blockSize;
        session.Commit(target.Pool, new ChangeContent(dataset, [new WritePattern(id, first, end - first, seed, false, target.Pool.Txg + 1)]));
    }

    /// <summary>Deletes a file.</summary>
    /// <exception cref="IOException">Something is missing or cannot be written.</exception>
    public async Task DeleteAsync(string dataset, string name)
    {
        using var session = await _host.EnterAsync(CancellationToken.None);
        var target = Writable(session, dataset, 0);
        var id = FindFile(target.Content, dataset, name);
        var directory = ReadDirectory(target.Content);
        directory.Remove(name);
        var edits = ImmutableArray.CreateBuilder<ObjectEdit>();
        edits.Add(new RemoveObjects(id, 1));
        AddDirectory(edits, directory, target.Pool.Txg + 1);
        session.Commit(target.Pool, new ChangeContent(dataset, edits.ToImmutable()));
    }

    /// <summary>Names and sizes of the files of a filesystem or snapshot.</summary>
    /// <exception cref="IOException">There is no such filesystem or snapshot.</exception>
    public async Task<IReadOnlyDictionary<string, long>> ListAsync(string name)
    {
        using var session = await _host.EnterAsync(CancellationToken.None);
        var content = ContentOf(session, name);
        return ReadDirectory(content).ToDictionary(
            entry => entry.Key,
            entry => (long)(content.Objects.TryGetValue(entry.Value, out var file) ? FileBonus.ReadSize(file.Bonus.Span) : 0),
            StringComparer.Ordinal);
    }

    /// <summary>
    /// A digest of everything a filesystem, volume or snapshot holds. Equal digests mean equal content, on whichever host; a received
    /// snapshot has the digest of the one that was sent.
    /// </summary>
    /// <exception cref="IOException">There is no such thing.</exception>
    public async Task<string> DigestAsync(string name)
    {
        ObjectSet content;
        using (var session = await _host.EnterAsync(CancellationToken.None)) content = ContentOf(session, name);
        return ContentDigest.Of(content);
    }

    private static Dataset Writable(Session session, string name, ulong bytes)
    {
        var dataset = session.FindDataset(name) ?? throw new IOException($"There is no dataset '{name}'.");
        if (session.ReasonAgainstWriting(dataset, "mount") is var reason and not (Errno.Ok or Errno.NotPermitted))
            throw new IOException($"'{name}' cannot be written: {reason}.");
        if (!Keys.IsReadable(dataset)) throw new IOException($"'{name}' cannot be written: its key is not loaded.");
        if (dataset.Pool.IsFull || bytes > new SpaceAccounting().Available(dataset)) throw new IOException($"'{name}' cannot be written: no space left on device.");
        return dataset;
    }

    private static ObjectSet ContentOf(Session session, string name) =>
        session.FindSnapshot(name)?.Content ?? session.FindDataset(name)?.Content ?? throw new IOException($"There is no dataset or snapshot '{name}'.");

    private static ulong FindFile(ObjectSet content, string dataset, string name) =>
        ReadDirectory(content).TryGetValue(name, out var id) ? id : throw new IOException($"There is no file '{name}' in '{dataset}'.");

    private static ulong NextObject(ObjectSet content) =>
        content.Objects.Count == 0 ? InitialContent.FirstFile : Math.Max(InitialContent.FirstFile, content.Objects.Keys.Last() + 1);

    private static SortedDictionary<string, ulong> ReadDirectory(ObjectSet content) =>
        content.Objects.TryGetValue(InitialContent.RootDirectory, out var directory) && !directory.Extents.IsEmpty && directory.Extents[0].Data is StoredBlock block
            ? MicroZap.Read(block.Bytes.Span) : new(StringComparer.Ordinal);

    private static void AddDirectory(ImmutableArray<ObjectEdit>.Builder edits, SortedDictionary<string, ulong> entries, ulong birth)
    {
        var block = MicroZap.Write(entries);
        if (block.Length > 128 * 1024) throw new IOException("There are too many files for one directory block.");
        edits.Add(new PutObject(InitialContent.RootDirectory, ObjectTypes.Directory, (uint)block.Length, 0, default, birth));
        edits.Add(new WriteBlock(InitialContent.RootDirectory, 0, block, birth));
    }
}
