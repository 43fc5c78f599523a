using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>No two jobs may have one name, in whatever files they stand. Asked of all jobs, also of those with other problems.</summary>
internal static class JobNames
{
    public static void CheckUnique(BindingSession session)
    {
        foreach (var sameName in session.Names.GroupBy(n => n.Name, StringComparer.Ordinal))
        {
            var first = sameName.First();
            foreach (var other in sameName.Skip(1))
            {
                session.Problems.Add(new(other.Span, ProblemSeverity.Error, ProblemCodes.JobName, other.Path + ".name", other.Name,
                    $"duplicate job name \"{other.Name}\"", $"also in {first.Span.File} line {first.Span.Line}"));
            }
        }
    }
}
