using System.IO.Pipelines;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Tests.Zfs.Simulator.Streams;

/// <summary>Reads whole streams in tests.</summary>
internal static class StreamReading
{
    /// <summary>All records with copies of their payloads, and the step at which reading stopped.</summary>
    public static async Task<(List<(StreamRecord Record, ReadOnlyMemory<byte> Payload)> Steps, ReadStep Last)> ReadAllAsync(ReadOnlyMemory<byte> bytes)
    {
        var reader = new RecordReader(PipeReader.Create(new(bytes)));
        var steps = new List<(StreamRecord, ReadOnlyMemory<byte>)>();
        while (true)
        {
            var step = await reader.ReadAsync(TestContext.Current.CancellationToken);
            if (step.Outcome != ReadOutcome.Record) return (steps, step);
            steps.Add((step.Record!, step.Payload.ToArray())); // a record is there
        }
    }
}
