using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>The property <c>receive_resume_token</c>: of the dataset itself, or else of its hidden child (spec A11.1).</summary>
internal static class ResumeTokenProperty
{
    public static string? Of(Dataset dataset) => (dataset.Resume ?? dataset.ReceiveChild?.Resume) is { } state ? Of(state) : null;

    public static string Of(ResumeState state) => ResumeTokenWriter.Write(new ResumeToken
    {
        Text = "",
        FromGuid = state.FromGuid == 0 ? null : state.FromGuid,
        ToGuid = state.ToGuid,
        ToName = SnapshotPath.Parse(state.ToName),
        Object = state.Object,
        Offset = state.Offset,
        Bytes = state.Bytes,
        LargeBlockOk = state.LargeBlocks,
        EmbedOk = state.Embedded,
        CompressOk = state.Compressed,
        RawOk = state.Raw,
    });
}
