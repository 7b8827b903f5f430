namespace DeepOptDistill.Core.Runs;

/// <summary>Networks of the student's kind that were trained in its run, the student among them, and what they answer together.</summary>
/// <param name="Relation">What they are to each other.</param>
/// <param name="Members">Each as it was measured, in order.</param>
/// <param name="Ensemble">All of them, by the mean of their probabilities; over several seeds the mean of the ensembles of each.</param>
public sealed record KinRecord(Relation Relation, IReadOnlyList<ModelRecord> Members, ModelRecord Ensemble);

/// <summary>What networks of one kind are to each other.</summary>
public enum Relation
{
    /// <summary>Each is the teacher of the next; the student is the last.</summary>
    Generation,

    /// <summary>They learn from each other at the same time; the student is the first.</summary>
    Peer,
}
