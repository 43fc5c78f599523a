namespace Zrepl.Engine.Replication.Execution;

/// <summary>Bytes of one running step, counted by the thread that copies and read by those who report.</summary>
internal sealed class StepCounter
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);
}
