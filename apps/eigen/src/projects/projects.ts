import { randomUUID } from 'node:crypto';
import { ConflictException } from '@nestjs/common';
import type { CreateProjectRequest } from './projects.requests.js';

/** A project as the platform tells it. */
export interface Project extends CreateProjectRequest {
  readonly guid: string;
  /** What uploads name the project by. */
  readonly document_type_id: number;
  readonly created_at: string;
  readonly language: string;
  readonly use_numerical_confidence_predictions: boolean;
}

/** All projects since the platform was started. */
export class Projects {
  private readonly names = new Set<string>();
  private latest = 0;

  constructor(private readonly options: { readonly uniqueNames: boolean }) {}

  create(request: CreateProjectRequest, createdAt: Date): Project {
    if (this.options.uniqueNames && this.names.has(request.name)) {
      throw new ConflictException('A project with this name already exists.');
    }
    this.names.add(request.name);
    return {
      guid: randomUUID(),
      document_type_id: ++this.latest,
      ...request,
      created_at: createdAt.toISOString(),
      language: 'en',
      use_numerical_confidence_predictions: false,
    };
  }

  has(documentTypeId: number): boolean {
    return Number.isInteger(documentTypeId) && documentTypeId >= 1 && documentTypeId <= this.latest;
  }
}
