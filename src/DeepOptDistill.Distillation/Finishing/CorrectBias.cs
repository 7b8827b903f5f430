using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Rewriting;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>
/// Adds one shift, found on the validation split, to the logits of the classes that the transfer set lacks, or of those that it has alone:
/// to the last layer's biases, or where that has none in front of the answer.
/// </summary>
/// <remarks>Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 3.</remarks>
[Kind("correct-bias", "one shift for the logits of classes that the transfer set lacks, found on the validation split")]
public sealed record CorrectBias : Finisher
{
    internal override double? Cost => 0;

    // A baseline sees every class.
    internal override bool IsForBaseline => false;

    internal override FinishedGraph Apply(FinishedGraph graph)
    {
        var found = BiasShift.Find(graph.Answers, graph.Validation.Labels, graph.Shifted);
        var shifts = new float[graph.Validation.Classes.Count];
        foreach (var shifted in graph.Shifted)
            shifts[shifted] = (float)found.Shift;
        return graph with { Model = LogitShift.Of(graph.Model, graph.Answer, shifts), Correction = found };
    }

    internal override IEnumerable<Problem> Check(FinishingPlan plan, string where)
    {
        if (plan.Transfer is null)
            yield return new Problem(
                where,
                "no classes that the student does not see",
                "'transfer' with some of them",
                "Say transfer: { without: [ … ] }, or leave it out."
            );
        foreach (var problem in WithoutValidation(plan, where))
            yield return problem;
    }
}
