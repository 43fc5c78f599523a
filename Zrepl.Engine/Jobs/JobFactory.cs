using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Jobs;

/// <summary>Makes jobs of definitions.</summary>
internal sealed class JobFactory(JobServices services)
{
    public Job Create(JobDefinition definition, StatusBoard board) => definition switch
    {
        PushJobDefinition push => new PushJob(push, services, board),
        PullJobDefinition pull => new PullJob(pull, services, board),
        SinkJobDefinition sink => new SinkJob(sink, services, board),
        SourceJobDefinition source => new SourceJob(source, services, board),
        SnapJobDefinition snap => new SnapJob(snap, services, board),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition.Type, "There is no such kind of job."),
    };
}
